import * as z from 'zod';
import { counted } from '../../core/words';
import type { PredictionsReport } from '../../protocol/predictions';
import { UserError } from '../errors';
import type { ClassThreshold, RankedImage } from '../session/inventory';
import { table, layoutOption, noteUnlabelled, openForCommand } from './cliDataset';
import { rankByTable } from './rankByTable';
import { defineOperation } from './define';

type Order = 'margin' | 'loss' | 'confidence';

interface RankResult {
  readonly classes: readonly string[];
  readonly images: readonly RankedImage[];
  /** On request. */
  readonly thresholds?: readonly ClassThreshold[];
  readonly top?: number;
  readonly by: Order;
  /** What came of the user's own predictions, where they ranked. */
  readonly predictions?: Pick<PredictionsReport, 'name' | 'rows' | 'images' | 'left' | 'notes'>;
}

const orders = {
  margin: (a: RankedImage, b: RankedImage) => a.margin - b.margin,
  loss: (a: RankedImage, b: RankedImage) => b.loss - a.loss,
  confidence: (a: RankedImage, b: RankedImage) => a.confidence - b.confidence,
} as const satisfies Record<Order, (a: RankedImage, b: RankedImage) => number>;

/** What the order means, below the table. */
const inOrder: Readonly<Record<Order, string>> = {
  margin: 'the lower MARGIN, the more suspicious',
  loss: 'the higher LOSS, the more suspicious',
  confidence: 'what the model is least sure of stands first',
};

function unranked({ margin }: RankedImage): number {
  return Number.isNaN(margin) ? 1 : 0;
}

/** `rank`: all labelled images, the most suspicious first, by a model that did not train on them. */
export const rank = defineOperation({
  name: 'rank',
  summary: 'Rank labelled images by how suspicious their label is, judged out of sample.',
  params: z.object({
    dir: z.string(),
    layout: layoutOption,
    by: z
      .enum(['margin', 'loss', 'confidence'])
      .default('margin')
      .describe('order: margin or loss (the most suspicious first), or confidence (the least sure first)'),
    predictions: z
      .string()
      .optional()
      .describe('rank by a table of your own model: CSV, JSON, JSON Lines or Parquet with file, class and scores'),
    heldOut: z.boolean().default(false).describe('the model of --predictions did not train on these images'),
    thresholds: z
      .boolean()
      .default(false)
      .describe('also list the probability from which on an image counts as confidently of each class'),
    top: z.int().min(1).optional().describe('print only so many rows (the JSON has all)'),
  }),
  cli: { positional: ['dir'], print },
  run: async (
    engine,
    { dir, layout, by, predictions: file, heldOut, thresholds: wanted, top },
    call,
  ): Promise<RankResult> => {
    if (heldOut && file === undefined)
      throw new UserError('--held-out speaks of the model behind a table: name the table with --predictions as well.');
    const session = await openForCommand(engine, dir, call, layout);
    await session.preparation.index(call);
    const report = file === undefined ? undefined : await rankByTable(session, file, heldOut, call.signal);
    if (!report) await session.ranker.fit(call.signal);
    const { classes, images, thresholds } = session.ranked();
    noteUnlabelled(session, call);
    // An image without a prediction comes last.
    images.sort((a, b) => unranked(a) - unranked(b) || orders[by](a, b) || (a.path < b.path ? -1 : 1));
    const predictions = report && {
      ...{ name: report.name, rows: report.rows, images: report.images, left: report.left, notes: report.notes },
    };
    return { classes, images, ...(wanted && { thresholds }), top, by, ...(predictions && { predictions }) };
  },
});

function print({ images, thresholds, top, predictions, by }: RankResult): string {
  const shown = images.slice(0, top ?? images.length);
  const suspicious = images.filter((image) => image.suspicious).length;
  const number = (value: number): string => (Number.isNaN(value) ? '–' : value.toFixed(3));
  const heading = `${counted(suspicious, 'suspicious label')} among ${counted(images.length, 'image')}`;
  if (images.length === 0) return heading;
  return [
    heading,
    ...(predictions ? predictionLines(predictions) : []),
    ...(thresholds
      ? ['', table([['CLASS', 'THRESHOLD'], ...thresholds.map((one) => [one.class, number(one.threshold)])])]
      : []),
    '',
    table([
      ['', 'IMAGE', 'GIVEN', 'PREDICTED', 'CONFIDENCE', 'MARGIN', ...(by === 'loss' ? ['LOSS'] : [])],
      ...shown.map((i) => [
        i.suspicious ? '▲' : '',
        i.path,
        i.given,
        i.predicted ?? '–',
        number(i.confidence),
        number(i.margin),
        ...(by === 'loss' ? [number(i.loss)] : []),
      ]),
    ]),
    '',
    `CONFIDENCE is that of PREDICTED; ${inOrder[by]}; ▲ is counted above.`,
    ...(shown.length < images.length ? [rest(images, shown)] : []),
  ].join('\n');
}

/** What `--top` left out: of most interest is how many of it are suspicious. */
function rest(images: readonly RankedImage[], shown: readonly RankedImage[]): string {
  const more = images.length - shown.length;
  const suspicious = images.slice(shown.length).filter((image) => image.suspicious).length;
  return `… and ${more} more, ${suspicious} of them suspicious (without --top, or with --json, all are listed)`;
}

function predictionLines({ name, rows, images, left, notes }: NonNullable<RankResult['predictions']>): string[] {
  return [
    `by the predictions of ${name}: ${counted(rows, 'row')}, ${counted(images, 'image')}`,
    ...left.map(({ kind, count, examples }) => `  ${counted(count, ...leftInWords[kind])}, e.g. ${examples[0]}`),
    ...notes,
  ];
}

const leftInWords: Readonly<
  Record<PredictionsReport['left'][number]['kind'], readonly [one: string, several: string]>
> = {
  missing: ['row whose file is not in the dataset', 'rows whose file is not in the dataset'],
  unreadable: ['row whose file is unreadable here', 'rows whose file is unreadable here'],
  outside: ['row whose path leads out of the dataset', 'rows whose path leads out of the dataset'],
  repeated: [
    'row about an image that an earlier row named (the last one counts)',
    'rows about an image that an earlier row named (the last one counts)',
  ],
  invalid: ['row that cannot be used', 'rows that cannot be used'],
  without: ['image that no row names', 'images that no row names'],
};
