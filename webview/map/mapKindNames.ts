import type { FindingGroup, KindName, MapColouring } from '../../src/core/map/mapKinds';
import type { DatasetSummary } from '../../src/protocol/dataset';
import { shown, t } from '../strings';

export function kindName(name: KindName, summary: DatasetSummary): string {
  switch (name.kind) {
    case 'class':
      return shown(summary.classes[name.index]?.name ?? '');
    case 'other-classes':
      return t('other classes');
    case 'unsorted':
      return t('unsorted');
    case 'unpredicted':
      return t('not ranked');
    case 'no-finding':
      return t('nothing found');
    case 'no-loss':
      return t('no loss');
    case 'finding':
      return groupName(name.finding);
    case 'loss':
      return name.to === Infinity ? t('loss from {0}', String(name.from)) : `${name.from}–${name.to}`;
  }
}

function groupName(group: FindingGroup): string {
  switch (group) {
    case 'label':
      return t('doubted label');
    case 'copies':
      return t('copies');
    case 'leakage':
      return t('leakage');
    case 'outlier':
      return t('outlier');
    case 'quality':
      return t('quality');
    case 'loader':
      return t('loader');
  }
}

export function colouringName(colouring: MapColouring): string {
  switch (colouring) {
    case 'class':
      return t('Given class');
    case 'predicted':
      return t('Predicted class');
    case 'finding':
      return t('Finding');
    case 'loss':
      return t('Loss');
  }
}
