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

const words: Readonly<Record<LabelsLeftKind, string>> = {
  missing: 'rows whose file is not in the dataset',
  outside: 'rows whose path leads out of the dataset',
  repeated: 'rows that say again what an earlier row says',
  conflict: 'rows that give an image another label than an earlier row does (the first counts)',
  broken: 'lines that are no row',
  without: 'images without a row',
};

/** One sentence on all that was left, or undefined where nothing was. */
export function labelsLeftInWords(left: readonly LabelsLeft[]): string | undefined {
  if (left.length === 0) return undefined;
  const parts = left.map(({ kind, count, examples }) => {
    const some = examples.length > 0 ? ` (${examples.join(', ')}${count > examples.length ? ', …' : ''})` : '';
    return `${count} ${words[kind]}${some}`;
  });
  return `${parts.join('; ')}.`;
}
