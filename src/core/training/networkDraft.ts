import { cnnLimits, type Limits } from './cnnLimits';

/** A network's settings as the schema of the protocol has them. */
export interface NetworkSettings {
  readonly inputSize: number;
  readonly featureMaps: number[];
  readonly denseUnits: number;
  readonly dropout: number[];
  readonly augmentation: {
    readonly shear: number;
    readonly zoom: number;
    readonly flip: boolean;
    readonly brightness: number;
  };
  readonly epochs: number;
  readonly patience: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly validation: number;
  readonly classWeights: boolean;
  readonly seed: number;
}

/** What a number of the form must be. */
export const numberFields = {
  inputSize: cnnLimits.inputSize,
  maps1: cnnLimits.featureMaps,
  maps2: cnnLimits.featureMaps,
  maps3: cnnLimits.featureMaps,
  denseUnits: cnnLimits.denseUnits,
  dropout1: cnnLimits.dropout,
  dropout2: cnnLimits.dropout,
  dropout3: cnnLimits.dropout,
  dropoutHidden: cnnLimits.dropout,
  shear: cnnLimits.shear,
  zoom: cnnLimits.zoom,
  brightness: cnnLimits.brightness,
  epochs: cnnLimits.epochs,
  patience: cnnLimits.patience,
  batch: cnnLimits.batch,
  learningRate: cnnLimits.learningRate,
  validation: cnnLimits.validation,
  seed: cnnLimits.seed,
} as const satisfies Record<string, Limits>;

export type NumberField = keyof typeof numberFields;

/** The form as it stands: numbers as they were typed. */
export interface NetworkDraft {
  readonly blocks: 2 | 3;
  readonly numbers: Readonly<Record<NumberField, string>>;
  readonly flip: boolean;
  readonly classWeights: boolean;
}

export type DraftField = NumberField | 'blocks' | 'flip' | 'classWeights';

export const defaultSettings: NetworkSettings = {
  inputSize: 64,
  featureMaps: [16, 32, 64],
  denseUnits: 64,
  dropout: [0, 0, 0, 0.5],
  augmentation: { shear: 10, zoom: 0.2, flip: true, brightness: 0.2 },
  epochs: 40,
  patience: 10,
  batch: 32,
  learningRate: 0.001,
  validation: 0.2,
  classWeights: false,
  seed: 0,
};

export function draftOf(settings: NetworkSettings): NetworkDraft {
  const { featureMaps: maps, dropout, augmentation } = settings;
  const blocks = maps.length === 2 ? 2 : 3;
  const numbers: Record<NumberField, number> = {
    inputSize: settings.inputSize,
    maps1: maps[0],
    maps2: maps[1],
    // What a third block would begin with.
    maps3: maps[2] ?? Math.min(cnnLimits.featureMaps.max, 2 * maps[1]),
    denseUnits: settings.denseUnits,
    dropout1: dropout[0],
    dropout2: dropout[1],
    dropout3: blocks === 3 ? dropout[2] : 0,
    dropoutHidden: dropout[blocks],
    shear: augmentation.shear,
    zoom: augmentation.zoom,
    brightness: augmentation.brightness,
    epochs: settings.epochs,
    patience: settings.patience,
    batch: settings.batch,
    learningRate: settings.learningRate,
    validation: settings.validation,
    seed: settings.seed,
  };
  const texts = Object.entries(numbers).map(([field, value]) => [field, String(value)]);
  return {
    blocks,
    numbers: Object.fromEntries(texts) as Record<NumberField, string>,
    flip: augmentation.flip,
    classWeights: settings.classWeights,
  };
}

export type DraftReading =
  | { readonly ok: true; readonly settings: NetworkSettings }
  /** Fields whose text is no number that they may hold. */
  | { readonly ok: false; readonly wrong: ReadonlySet<NumberField> };

/** Fields of a third block, which a network of two does not have. */
const ofThirdBlock: ReadonlySet<DraftField> = new Set(['maps3', 'dropout3']);

export function isInForce(field: DraftField, { blocks }: Pick<NetworkDraft, 'blocks'>): boolean {
  return blocks === 3 || !ofThirdBlock.has(field);
}

/** Reads the form. A decimal comma is taken for a point. */
export function readDraft(draft: NetworkDraft): DraftReading {
  const values = new Map<NumberField, number>();
  const wrong = new Set<NumberField>();
  for (const field of Object.keys(numberFields) as NumberField[]) {
    const value = readNumber(draft.numbers[field], numberFields[field]);
    if (value !== undefined) values.set(field, value);
    else if (isInForce(field, draft)) wrong.add(field);
  }
  if (wrong.size > 0) return { ok: false, wrong };
  const of = (field: NumberField): number => values.get(field) ?? 0;
  const isDeep = draft.blocks === 3;
  return {
    ok: true,
    settings: {
      inputSize: of('inputSize'),
      featureMaps: [of('maps1'), of('maps2'), ...(isDeep ? [of('maps3')] : [])],
      denseUnits: of('denseUnits'),
      dropout: [of('dropout1'), of('dropout2'), ...(isDeep ? [of('dropout3')] : []), of('dropoutHidden')],
      augmentation: { shear: of('shear'), zoom: of('zoom'), flip: draft.flip, brightness: of('brightness') },
      epochs: of('epochs'),
      patience: of('patience'),
      batch: of('batch'),
      learningRate: of('learningRate'),
      validation: of('validation'),
      classWeights: draft.classWeights,
      seed: of('seed'),
    },
  };
}

function readNumber(text: string, { min, max, isWhole }: Limits): number | undefined {
  const trimmed = text.trim().replace(',', '.');
  const value = trimmed === '' ? NaN : Number(trimmed);
  if (!Number.isFinite(value) || value < min || value > max) return undefined;
  return isWhole && !Number.isInteger(value) ? undefined : value;
}

export interface DraftChange {
  readonly field: DraftField;
  readonly before: string | boolean;
  readonly after: string | boolean;
}

/** What a form changes against another; the fields of a third block count only where one of them has it. */
export function draftChanges(before: NetworkDraft, after: NetworkDraft): DraftChange[] {
  const changes: DraftChange[] = [];
  const compare = (field: DraftField, a: string | boolean, b: string | boolean): void => {
    if (a !== b) changes.push({ field, before: a, after: b });
  };
  compare('blocks', String(before.blocks), String(after.blocks));
  const isSameDepth = before.blocks === after.blocks;
  for (const field of Object.keys(numberFields) as NumberField[])
    if (isInForce(field, after) && (isSameDepth || isInForce(field, before)))
      compare(field, before.numbers[field].trim(), after.numbers[field].trim());
  compare('flip', before.flip, after.flip);
  compare('classWeights', before.classWeights, after.classWeights);
  return changes;
}
