import { counted } from '../words';

/**
 * What of tables and images found no counterpart. `missing`: rows whose file is not in the dataset; `outside`: rows whose
 * path leads out of it; `repeated`: rows about an image that has a row already, with the same label; `conflict`: with
 * another label, and the first one counts; `broken`: lines that are no row; `without`: images that no row names.
 */
export type LabelsLeftKind = 'missing' | 'outside' | 'repeated' | 'conflict' | 'broken' | 'without';

export interface LabelsLeft {
  readonly kind: LabelsLeftKind;
  readonly count: number;
  /** The first ones, each in a few words. */
  readonly examples: readonly string[];
}

const words: Readonly<Record<LabelsLeftKind, readonly [one: string, several: string]>> = {
  missing: ['row whose file is not in the dataset', 'rows whose file is not in the dataset'],
  outside: ['row whose path leads out of the dataset', 'rows whose path leads out of the dataset'],
  repeated: ['row that says again what an earlier row says', 'rows that say again what an earlier row says'],
  conflict: [
    'row that gives an image another label than an earlier row does (the first counts)',
    'rows that give an image another label than an earlier row does (the first counts)',
  ],
  broken: ['line that is no row', 'lines that are no row'],
  without: ['image without a row', 'images without a row'],
};

/** One sentence on all that was left, or undefined where nothing was. */
export function labelsLeftInWords(left: readonly LabelsLeft[]): string | undefined {
  if (left.length === 0) return undefined;
  const parts = left.map(({ kind, count, examples }) => {
    const some = examples.length > 0 ? ` (${examples.join(', ')}${count > examples.length ? ', …' : ''})` : '';
    return `${counted(count, ...words[kind])}${some}`;
  });
  return `${parts.join('; ')}.`;
}
