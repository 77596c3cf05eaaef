import { z } from 'zod';
import type { ClassThreshold, RankedImage } from '../session/inventory';
import { table, layoutOption, openForCommand } from './cliDataset';
import { defineOperation } from './define';

interface RankResult {
  readonly classes: readonly string[];
  readonly images: readonly RankedImage[];
  /** On request. */
  readonly thresholds?: readonly ClassThreshold[];
  readonly top?: number;
}

const orders = {
  margin: (a: RankedImage, b: RankedImage) => a.margin - b.margin,
  loss: (a: RankedImage, b: RankedImage) => b.loss - a.loss,
  confidence: (a: RankedImage, b: RankedImage) => a.confidence - b.confidence,
} as const;

/** `rank`: all labelled images, the most suspicious first, by a model that did not train on them. */
export const rank = defineOperation({
  name: 'rank',
  summary: 'Rank labelled images by how suspicious their label is, judged out of sample.',
  params: z.object({
    dir: z.string(),
    layout: layoutOption,
    by: z.enum(['margin', 'loss', 'confidence']).default('margin').describe('order: margin, loss or confidence'),
    thresholds: z
      .boolean()
      .default(false)
      .describe('also list the probability from which on an image counts as confidently of each class'),
    top: z.int().min(1).optional().describe('print only so many rows (the JSON has all)'),
  }),
  cli: { positional: ['dir'], print },
  run: async (engine, { dir, layout, by, thresholds: wanted, top }, call): Promise<RankResult> => {
    const session = await openForCommand(engine, dir, call, layout);
    await session.index(call);
    await session.rank(call);
    const { classes, images, thresholds } = session.ranked();
    images.sort((a, b) => orders[by](a, b) || (a.path < b.path ? -1 : 1));
    return { classes, images, ...(wanted && { thresholds }), top };
  },
});

function print({ images, thresholds, top }: RankResult): string {
  const shown = images.slice(0, top ?? images.length);
  const suspicious = images.filter((image) => image.suspicious).length;
  const number = (value: number): string => value.toFixed(3);
  return [
    `${suspicious} suspicious labels among ${images.length} images`,
    ...(thresholds
      ? ['', table([['CLASS', 'THRESHOLD'], ...thresholds.map((one) => [one.class, number(one.threshold)])])]
      : []),
    '',
    table([
      ['', 'IMAGE', 'GIVEN', 'PREDICTED', 'CONFIDENCE', 'MARGIN'],
      ...shown.map((i) => [
        i.suspicious ? '▲' : '',
        i.path,
        i.given,
        i.predicted,
        number(i.confidence),
        number(i.margin),
      ]),
    ]),
    ...(shown.length < images.length ? [`… and ${images.length - shown.length} more (--json lists all)`] : []),
  ].join('\n');
}
