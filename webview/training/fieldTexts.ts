import {
  isInForce,
  numberFields,
  type DraftChange,
  type DraftField,
  type NumberField,
} from '../../src/core/training/networkDraft';
import { t } from '../strings';

/** The name of a field of the form. */
export function fieldName(field: DraftField): string {
  switch (field) {
    case 'blocks':
      return t('Blocks');
    case 'inputSize':
      return t('Input size (px)');
    case 'maps1':
      return t('Feature maps, block 1');
    case 'maps2':
      return t('Feature maps, block 2');
    case 'maps3':
      return t('Feature maps, block 3');
    case 'denseUnits':
      return t('Hidden units');
    case 'dropout1':
      return t('Dropout after block 1');
    case 'dropout2':
      return t('Dropout after block 2');
    case 'dropout3':
      return t('Dropout after block 3');
    case 'dropoutHidden':
      return t('Dropout after hidden layer');
    case 'shear':
      return t('Shear (± degrees)');
    case 'zoom':
      return t('Zoom (± share)');
    case 'flip':
      return t('Horizontal flip');
    case 'brightness':
      return t('Brightness (± share)');
    case 'epochs':
      return t('Epochs at most');
    case 'patience':
      return t('Early stopping: epochs without progress');
    case 'batch':
      return t('Images a step');
    case 'learningRate':
      return t('Learning rate');
    case 'validation':
      return t('Validation share');
    case 'classWeights':
      return t('Class weights');
    case 'seed':
      return t('Seed');
  }
}

/** What a field may hold, said where it holds something else. */
export function fieldRule(field: NumberField): string {
  const { min, max, ...limits } = numberFields[field];
  return 'isWhole' in limits
    ? t('A whole number from {0} to {1}.', String(min), String(max))
    : t('A number from {0} to {1}.', String(min), String(max));
}

/** "Dropout after hidden layer: 0.5 → 0.3". */
export function changeText({ field, before, after }: DraftChange): string {
  const value = (one: string | boolean): string => (typeof one === 'string' ? one : one ? t('on') : t('off'));
  return `${fieldName(field)}: ${value(before)} → ${value(after)}`;
}

/** Number fields by what they are about, in the order of the form. */
export function fieldGroups(blocks: 2 | 3): { readonly title: string; readonly fields: readonly NumberField[] }[] {
  const layers: NumberField[] = ['maps1', 'maps2', 'maps3'];
  const dropouts: NumberField[] = ['dropout1', 'dropout2', 'dropout3', 'dropoutHidden'];
  const there = (field: NumberField): boolean => isInForce(field, { blocks });
  return [
    { title: t('Network'), fields: ['inputSize', ...layers.filter(there), 'denseUnits'] },
    { title: t('Dropout (0: no layer)'), fields: dropouts.filter(there) },
    { title: t('Augmentation'), fields: ['shear', 'zoom', 'brightness'] },
    { title: t('Training'), fields: ['epochs', 'patience', 'validation', 'batch', 'learningRate', 'seed'] },
  ];
}
