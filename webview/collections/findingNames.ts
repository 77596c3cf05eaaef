import type { FindingKind, FindingType } from '../../src/core/findings/finding';
import { t } from '../strings';

interface Named {
  readonly kind: FindingKind;
  readonly type?: FindingType;
}

/** The kind in the words of the rail; no two kinds and types have the same. */
export function findingName({ kind, type }: Named): string {
  return (kind === 'leakage' ? leakageName(type) : typeName(type)) ?? kindName(kind);
}

/** How copies that lie in several subsets are alike. */
function leakageName(type?: FindingType): string | undefined {
  switch (type) {
    case 'bytes':
      return t('leakage: same bytes');
    case 'pixels':
      return t('leakage: same picture');
    case 'near':
      return t('leakage: near-duplicates');
    default:
      return undefined;
  }
}

function typeName(type?: FindingType): string | undefined {
  switch (type) {
    case 'bytes':
      return t('copies: same bytes');
    case 'pixels':
      return t('copies: same picture');
    case 'near':
      return t('near-duplicates');
    case 'dark':
      return t('dark');
    case 'bright':
      return t('bright');
    case 'blurry':
      return t('blurry');
    case 'low-information':
      return t('low information');
    case 'tiny':
      return t('tiny');
    case 'odd-aspect':
      return t('odd aspect');
    case 'ending':
      return t('wrong file ending');
    case 'format':
      return t('format a loader skips');
    case 'mode':
      return t('colours a loader refuses');
    case undefined:
      return undefined;
  }
}

function kindName(kind: FindingKind): string {
  switch (kind) {
    case 'label':
      return t('labels');
    case 'duplicate':
      return t('copies');
    case 'leakage':
      return t('leakage between subsets');
    case 'outlier':
      return t('outliers');
    case 'quality':
      return t('quality');
    case 'loader':
      return t('loaders');
    case 'unreadable':
      return t('damaged');
    case 'collage':
      return t('collages');
    case 'off-reference':
      return t('off reference');
  }
}

/** A codicon for each kind. */
export function findingIcon({ kind }: Named): string {
  switch (kind) {
    case 'label':
      return 'warning';
    case 'duplicate':
      return 'copy';
    case 'leakage':
      return 'references';
    case 'outlier':
      return 'circle-large-outline';
    case 'quality':
      return 'color-mode';
    case 'loader':
      return 'package';
    case 'unreadable':
      return 'error';
    case 'collage':
      return 'split-horizontal';
    case 'off-reference':
      return 'tag';
  }
}
