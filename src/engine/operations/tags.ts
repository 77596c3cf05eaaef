import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { counted } from '../../core/words';
import { thresholdMeanings } from '../../core/findings/findingSettings';
import { nearestNames, noSuchClass } from '../../core/nearestName';
import { toNamed } from '../../core/pathFrame';
import { defaultTop, mostTop, referenceRules, type Tag } from '../../core/reference';
import type { ReferenceView } from '../../protocol/reference';
import { shellWord } from '../changes/journal/history';
import { UserError } from '../errors';
import type { PlannedDecision } from '../session/applying/planning';
import type { DatasetSession } from '../session/datasetSession';
import { layoutOption, openForCommand, requireFolder, table } from './cliDataset';
import { defineOperation } from './define';
import { donePartly, type Call } from './operation';

interface TagsResult {
  /** Of the dataset, absolute. */
  readonly root: string;
  /** The tags of which an image must have one. */
  readonly reference: readonly string[];
  readonly images: readonly {
    readonly path: string;
    readonly tags: readonly Tag[];
    /** Cosine to the reference most like it. */
    readonly similarity: number;
    readonly matches: boolean;
  }[];
  readonly applied?: number;
  readonly skipped?: readonly { readonly path: string; readonly reason: string }[];
  readonly journal?: string;
}

/** `tags`: names what images show, and finds those that have nothing in common with a reference. */
export const tagsOperation = defineOperation({
  name: 'tags',
  summary: 'Name what images show, and find those that share nothing with reference images.',
  params: z.object({
    dir: z.string(),
    layout: layoutOption,
    reference: z
      .array(z.string())
      .default([])
      .describe('reference image, in DIR or anywhere; may be repeated, and more may follow it'),
    /** What follows the first reference without the option's name. */
    references: z.array(z.string()).default([]),
    top: z
      .int()
      .min(1)
      .max(mostTop)
      .default(defaultTop)
      .describe(`tags that are looked at of each image (default ${defaultTop})`),
    only: z
      .array(z.string())
      .default([])
      .describe('hold only images of these classes against the references; several with commas (default: all images)'),
    tags: z.array(z.string()).optional().describe('look for these tags instead of those of the references'),
    by: z
      .enum(referenceRules)
      .default('tags')
      .describe('tags, similarity, or both: then an image is off only when both say so'),
    threshold: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe(
        `with --by similarity or both: similarity below which an image is off (default ${thresholdMeanings['off-reference'].default})`,
      ),
    service: z
      .enum(['aws-rekognition'])
      .optional()
      .describe('take the tags from AWS Rekognition with your own SDK and keys; sends images, see --send'),
    send: z
      .int()
      .min(0)
      .default(0)
      .describe('how many images may be sent to the service at most; without it the number is said and none is sent'),
    apply: z
      .enum(['set-aside'])
      .optional()
      .describe('set-aside: set the images that are off aside; undo with: winnow undo DIR'),
  }),
  cli: {
    positional: ['dir', 'references'],
    print,
    exitCode: ({ skipped }: TagsResult) => (skipped && skipped.length > 0 ? donePartly : 0),
  },
  run: async (engine, { dir, layout, top, by, only, apply, ...given }, call): Promise<TagsResult> => {
    const reference = [...given.reference, ...given.references];
    if (reference.length === 0) throw new UserError('Give at least one image with --reference FILE.');
    if (given.threshold !== undefined && by === 'tags')
      throw new UserError('--threshold is one of similarity: go by it with --by similarity or --by both as well.');
    const { threshold = thresholdMeanings['off-reference'].default } = given;
    const session = await openForCommand(engine, dir, call, layout);
    await session.preparation.index(call);
    requireClasses(only, session.table.classes);
    const files = await filesOf(reference, await requireFolder(dir));
    let view = await session.references.draftFiles(files, call);
    if (given.service) view = await askService(session, given.send, call);
    const tags = given.tags ?? view.suggested.slice(0, top).map(({ name }) => name);
    if (by !== 'similarity') requireNames(tags, view.names, view.tagger);
    const tagged = await session.references.tagged({ tags, top, by, threshold, within: only }, call);
    const images = tagged.flatMap(({ row, tags: own, similarity, isOff }) => {
      const path = toNamed(session.frame, session.table.path(row));
      return path === undefined ? [] : [{ path, tags: own, similarity, matches: !isOff, row }];
    });
    const result = { root: session.root, reference: tags, images: images.map(({ row: _row, ...image }) => image) };
    if (apply === undefined) return result;
    const off = images.filter(({ matches }) => !matches).map(({ row }) => row);
    const outcome = await session.changes.apply(call, setAside(session, off));
    const { applied, skipped, journal } = outcome;
    return { ...result, applied, skipped, ...(journal !== undefined && { journal }) };
  },
});

/** Sends images only where their number was agreed to. */
async function askService(session: DatasetSession, agreed: number, call: Call): Promise<ReferenceView> {
  const unsent = await session.references.countUnsent(call.signal);
  if (unsent > agreed)
    throw new UserError(
      `${counted(unsent, 'image')} would be sent to AWS Rekognition, reduced and without metadata, at the price of your account. Agree with --send ${unsent}.`,
    );
  const failed = await session.references.useSource('rekognition', call);
  if (failed.size > 0)
    call.note(
      `${counted(failed.size, 'image')} could not be tagged and ${failed.size === 1 ? 'is' : 'are'} not held against the reference.`,
    );
  const view = await session.references.view(call);
  if (!view) throw new Error('The references are gone.');
  return view;
}

/** What a person decided on or dismissed stays as it is. */
function setAside(session: DatasetSession, rows: readonly number[]): PlannedDecision[] {
  return session
    .undecided(rows, 'off-reference')
    .map((row) => ({ path: session.table.path(row), decision: { kind: 'set-aside' } }));
}

/** Absolute paths of references that stand relative to here or to the dataset. */
async function filesOf(names: readonly string[], folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of names) {
    const places = [resolve(name), join(folder, name)];
    const isFile = await Promise.all(places.map((path) => isRegularFile(path)));
    const path = places.find((_, i) => isFile[i]);
    if (path === undefined) throw new UserError(`There is no reference image ${name}, here or in ${folder}.`);
    found.push(path);
  }
  return found;
}

async function isRegularFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (_notThere) {
    return false;
  }
}

function requireNames(tags: readonly string[], names: readonly string[], tagger: string | undefined): void {
  if (tagger === undefined)
    throw new UserError(
      'The model in use names nothing: its card has no "logits" with labels. Go by similarity (--by similarity), or choose a classifier (--model).',
    );
  const unknown = tags.filter((tag) => !names.includes(tag));
  if (unknown.length > 0)
    throw new UserError(
      `${tagger} knows no tag ${unknown.join(', ')}. The nearest of its ${names.length} names: ${nearestNames(unknown[0], names, 3).join(', ')}. All stand in the label file of its card (of the bundled model: media/backbone/labels.json).`,
    );
}

function requireClasses(only: readonly string[], classes: readonly string[]): void {
  const unknown = only.find((name) => !classes.includes(name));
  if (unknown !== undefined) throw new UserError(noSuchClass(unknown, classes));
}

function print({ reference, images, applied, skipped, root }: TagsResult): string {
  const off = images.filter(({ matches }) => !matches).length;
  const tagText = (tags: readonly Tag[]): string =>
    tags.map(({ name, score }) => `${name} ${score.toFixed(2)}`).join(', ');
  return [
    `${off} of ${counted(images.length, 'image')} do not match; tags looked for: ${reference.join(', ')}`,
    ...(applied === undefined ? [] : [`${applied} set aside; undo with: winnow undo ${shellWord(root)}`]),
    ...(skipped ?? []).map(({ path, reason }) => `  left alone  ${path}: ${reason}`),
    '',
    table([
      ['', 'IMAGE', 'SIMILARITY', 'TAGS'],
      ...images.map((image) => [
        image.matches ? '' : '✕',
        image.path,
        image.similarity.toFixed(2),
        tagText(image.tags),
      ]),
    ]),
  ].join('\n');
}
