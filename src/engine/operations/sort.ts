import * as z from 'zod';
import { counted } from '../../core/words';
import type { SortLine } from '../../protocol/sorting';
import { shellWord } from '../changes/journal/history';
import { UserError } from '../errors';
import { examplesNeeded } from '../sorting/proposals';
import { sortPile, type PileSort, type SortedImage } from '../session/sorting/sortPile';
import { openForCommand, requireFolder, table } from './cliDataset';
import { defineOperation } from './define';
import { donePartly, type Call } from './operation';

interface SortResult {
  /** Root of the dataset that the pile is sorted into, absolute. */
  readonly dataset: string;
  readonly images: readonly SortedImage[];
  readonly above: number;
  readonly below: number;
  readonly unknown: number;
  /** Confidence from which on images are above; 1 when none is. */
  readonly threshold: number;
  /** Precision to be counted on above the line; absent when nothing is above. */
  readonly precision?: number;
  /** Labelled images that the line rests on. */
  readonly examples: number;
  readonly unreadable: PileSort['unreadable'];
  readonly applied?: number;
  readonly skipped?: readonly { readonly path: string; readonly reason: string }[];
  readonly journal?: string;
}

const usualPrecision = 0.95;

/** `sort`: proposes a class of a dataset for each image of a pile, and moves the sure ones there. */
export const sortOperation = defineOperation({
  name: 'sort',
  summary: 'Sort a pile of images into the classes of a dataset, down to a precision you choose.',
  params: z.object({
    pile: z.string(),
    into: z.string().describe('dataset with labelled examples; its classes are what the pile is sorted into'),
    precision: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe(`share of the accepted images that shall be right (default ${usualPrecision})`),
    threshold: z.number().min(0).max(1).optional().describe('accept from this confidence on instead'),
    apply: z.boolean().default(false).describe('move the accepted images; undo with: winnow undo DATASET'),
  }),
  cli: {
    positional: ['pile'],
    print,
    exitCode: ({ skipped }: SortResult) => (skipped && skipped.length > 0 ? donePartly : 0),
  },
  run: async (engine, { pile, into, precision, threshold, apply }, call): Promise<SortResult> => {
    const line = lineOf(precision, threshold);
    const folder = await requireFolder(pile);
    const dataset = await openForCommand(engine, into, call);
    try {
      const sorted = await sortPile(engine, { folder, dataset, line }, call);
      return await report(sorted, dataset.root, line, apply, call).finally(() => sorted.close());
    } finally {
      await engine.close(dataset.id);
    }
  },
});

/** What was found and, on request, moved. */
async function report(sorted: PileSort, into: string, line: SortLine, apply: boolean, call: Call): Promise<SortResult> {
  const { images, accepted, unreadable, examples } = sorted;
  const needed = line.kind === 'precision' ? examplesNeeded(line.precision) : 0;
  if (examples < needed)
    call.note(
      `${counted(examples, 'labelled image is', 'labelled images are')} too few to promise this precision: it needs about ${needed}. Label more, or ask for less.`,
    );
  const count = (state: SortedImage['state']): number => images.filter((image) => image.state === state).length;
  const result = {
    dataset: into,
    images,
    above: count('above'),
    below: count('below'),
    unknown: count('unknown'),
    threshold: sorted.threshold,
    ...(count('above') > 0 && { precision: sorted.precision }),
    examples,
    unreadable,
  };
  if (!apply) return result;
  const { applied, skipped, journal } = await accepted.move(call);
  return { ...result, applied, skipped, ...(journal !== undefined && { journal }) };
}

function lineOf(precision: number | undefined, threshold: number | undefined): SortLine {
  if (precision !== undefined && threshold !== undefined)
    throw new UserError('Give --precision or --threshold, not both.');
  if (threshold !== undefined) return { kind: 'threshold', confidence: threshold };
  return { kind: 'precision', precision: precision ?? usualPrecision };
}

function print(result: SortResult): string {
  const { images, above, below, unknown, threshold, precision, applied, skipped, unreadable, dataset } = result;
  const marks = { above: '✓', below: '', unknown: '?' } as const;
  const sure = precision === undefined ? '' : `, about ${(100 * precision).toFixed(1)} % of them right`;
  return [
    `${above} above the line (confidence ${threshold.toFixed(3)}${sure}), ${below} below, ${unknown} unknown`,
    ...(unreadable.length > 0 ? [`${unreadable.length} could not be read (--json lists them)`] : []),
    ...(applied === undefined && above > 0 ? ['nothing was moved; --apply moves what is marked ✓'] : []),
    ...(applied === undefined ? [] : [`${applied} moved; undo with: winnow undo ${shellWord(dataset)}`]),
    ...(skipped ?? []).map(({ path, reason }) => `  left alone  ${path}: ${reason}`),
    '',
    table([
      ['', 'IMAGE', 'CLASS', 'CONFIDENCE'],
      ...images.map((image) => [marks[image.state], image.path, image.class, image.confidence.toFixed(3)]),
    ]),
  ].join('\n');
}
