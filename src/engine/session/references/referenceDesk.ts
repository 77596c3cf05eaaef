import { join } from 'node:path';
import { defaultTop, mostTop, type Tag, type TagSourceName } from '../../../core/reference';
import { thresholdsOf } from '../../../core/findings/findingSettings';
import type { OffReferenceCounts, ReferenceEdit, ReferenceView } from '../../../protocol/reference';
import type { SavedReference } from '../../dataset/preferences';
import { UserError } from '../../errors';
import type { ReferenceSpec, TaggedImage } from '../../findings/offReference';
import type { Model } from '../../model/modelCard';
import type { ServiceTagger } from '../../tags/serviceTagger';
import type { Example, Tagger } from '../../tags/tagger';
import type { JobCall } from '../../jobs/progress';
import type { DatasetState } from '../datasetState';
import type { Embeddings } from '../reading/embeddings';
import type { ExampleReader } from './exampleReader';
import type { SessionFindings } from '../findings/findings';
import type { HeldAgainst } from '../findings/threadFeed';
import type { FindingsDesk } from '../findings/findingsDesk';
import type { ImageTable } from '../imageTable';
import { pathBelow } from '../../pathBelow';
import { toUnit } from '../../model/toUnit';

export interface ReferenceDeskParts {
  readonly root: string;
  readonly table: ImageTable;
  readonly embeddings: Embeddings;
  readonly state: DatasetState;
  /** The model that the embeddings are of. */
  readonly model: () => Model;
  readonly examples: ExampleReader;
  /** What gives tags; undefined where it names nothing. */
  readonly tagger: (source: TagSourceName) => Promise<Tagger | undefined>;
  /** The cloud service. */
  readonly service: ServiceTagger;
  /** A call whose progress is told to whoever looks. */
  readonly told: (call: JobCall) => JobCall;
  readonly findings: () => FindingsDesk;
  readonly found: () => SessionFindings;
  /** Told why the references cannot be used now. */
  readonly onProblem: (error: UserError) => void;
  /** Waits until what is there was read. */
  readonly settled: () => Promise<void>;
}

/** References that a person chooses, before or after something was flagged by them. */
interface Draft {
  readonly images: readonly Example[];
  readonly source: TagSourceName;
}

/** Images that all others of a dataset are held against: chosen, tagged, counted and remembered. */
export class ReferenceDesk {
  private draft: Draft | undefined;
  private sending: AbortController | undefined;

  constructor(private readonly parts: ReferenceDeskParts) {}

  /** Begins anew with images of the dataset. Throws `UserError` where none of them was read. */
  async draftRows(rows: Uint32Array, call: JobCall): Promise<ReferenceView> {
    await this.parts.settled();
    const { table } = this.parts;
    const paths = Array.from(rows, (row) => (row < table.length && table.isImage(row) ? table.path(row) : undefined));
    const known = paths.filter((path) => path !== undefined).map((path) => join(this.parts.root, path));
    if (known.length === 0) throw new UserError('None of these is an image that can be read.');
    return this.begin(known, call);
  }

  /** Begins anew with files, absolute. Throws `UserError` naming one that is no image. */
  async draftFiles(files: readonly string[], call: JobCall): Promise<ReferenceView> {
    await this.parts.settled();
    return this.begin(files, call);
  }

  /** The references that are being chosen, else those in force. */
  async view(call: JobCall): Promise<ReferenceView | null> {
    if (this.draft) return this.describe(this.draft, call);
    const saved = this.saved;
    if (!saved) return null;
    await this.parts.settled();
    return this.describe({ images: await this.examplesOf(saved, call.signal), source: saved.source }, call);
  }

  async count(edit: ReferenceEdit, call: JobCall): Promise<OffReferenceCounts> {
    const { spec, tags } = await this.hold(edit, call);
    return this.parts.found().withImages(call.signal, async (ask) => {
      await ask('setTags', { tags }, call.signal);
      return ask('countOffReference', { spec, threshold: edit.threshold }, call.signal);
    });
  }

  /** Every image with its tags, held against the references. */
  async tagged(edit: ReferenceEdit, call: JobCall): Promise<readonly TaggedImage[]> {
    const { spec, tags } = await this.hold(edit, call);
    return this.parts.found().withImages(call.signal, async (ask) => {
      await ask('setTags', { tags }, call.signal);
      return ask('tagImages', { spec, threshold: edit.threshold }, call.signal);
    });
  }

  /** Flags what does not match from now on. Throws `UserError` where nothing may be written. */
  async flag({ threshold, ...edit }: ReferenceEdit, call: JobCall): Promise<void> {
    const { images, source } = await this.current(call.signal);
    requireTags(edit);
    const reference: SavedReference = {
      ...edit,
      source,
      images: images.map(({ path, hash }) => {
        const inside = this.inside(path);
        return { path: inside ?? path, hash, outside: inside === undefined };
      }),
    };
    await this.parts.state.prefer({ reference });
    this.draft = undefined;
    await this.parts.findings().setSettings({ thresholds: { 'off-reference': threshold } });
    this.parts.found().changed('reference');
  }

  async clear(): Promise<void> {
    this.draft = undefined;
    if (!this.saved) return;
    await this.parts.state.prefer({ reference: undefined });
    this.parts.found().changed('reference');
  }

  /** Images that the cloud service would be sent: the references and all others that it has not seen. */
  async countUnsent(signal: AbortSignal): Promise<number> {
    return this.parts.service.unsent((await this.current(signal)).images).length;
  }

  /**
   * Takes tags from somewhere else for what is being chosen, or is in force; a cloud service is sent what it has not
   * seen. Resolves to the images that it could not tag.
   */
  async useSource(source: TagSourceName, call: JobCall): Promise<ReadonlyMap<string, string>> {
    const { images } = await this.current(call.signal);
    const { service, told } = this.parts;
    const failed = source === 'model' ? new Map<string, string>() : await this.send(images, service, told(call));
    this.draft = { images, source };
    return failed;
  }

  /** Sends no further image; what was answered is kept. */
  cancel(): void {
    this.sending?.abort(new UserError('No further image is sent to AWS Rekognition. What it answered is kept.'));
  }

  private send(
    images: readonly Example[],
    service: ServiceTagger,
    { report, signal }: JobCall,
  ): Promise<ReadonlyMap<string, string>> {
    this.cancel();
    const sending = (this.sending = new AbortController());
    return service.send(service.unsent(images), { report, signal: AbortSignal.any([signal, sending.signal]) });
  }

  /** What the findings hold images against; undefined where there is no reference. */
  async heldAgainst(signal: AbortSignal): Promise<HeldAgainst | undefined> {
    const saved = this.saved;
    if (!saved) return undefined;
    const call = { signal, report: () => undefined };
    try {
      const images = await this.examplesOf(saved, signal);
      const tagger = saved.by === 'similarity' ? undefined : await this.parts.tagger(saved.source);
      return { tags: await tagger?.table(call), spec: specOf(images, saved) };
    } catch (error) {
      // All other findings are still wanted.
      if (!(error instanceof UserError)) throw error;
      this.parts.onProblem(error);
      return undefined;
    }
  }

  private get saved(): SavedReference | undefined {
    return this.parts.state.preferences.reference;
  }

  private async begin(files: readonly string[], call: JobCall): Promise<ReferenceView> {
    const { examples, model } = this.parts;
    const images = await Promise.all(files.map((path) => examples.read(path, model(), call.signal)));
    this.draft = { images, source: 'model' };
    return this.describe(this.draft, call);
  }

  private async current(signal: AbortSignal): Promise<Draft> {
    if (this.draft) return this.draft;
    const saved = this.saved;
    if (!saved) throw new UserError('There are no reference images. Choose some with Use as Reference.');
    return { images: await this.examplesOf(saved, signal), source: saved.source };
  }

  private async hold(edit: ReferenceEdit, call: JobCall): Promise<HeldAgainst> {
    const { images, source } = await this.current(call.signal);
    requireTags(edit);
    const tagger = await this.parts.tagger(source);
    return { tags: await tagger?.table(call), spec: specOf(images, edit) };
  }

  /** The references in force; one that moved within the dataset is followed, one that is gone is left out. */
  private async examplesOf({ images }: SavedReference, signal: AbortSignal): Promise<Example[]> {
    const { table, root, examples, embeddings, model } = this.parts;
    const found: Example[] = [];
    for (const { path, hash, outside } of images) {
      const row = outside ? -1 : table.hashes.indexOf(hash);
      if (row >= 0 && embeddings.has(row)) {
        found.push({ path: join(root, table.path(row)), hash, embedding: embeddings.get(row).slice() });
        continue;
      }
      try {
        found.push(await examples.read(outside ? path : join(root, path), model(), signal));
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
      }
    }
    if (found.length === 0)
      throw new UserError('The reference images are no longer there. Choose others with Use as Reference.');
    return found;
  }

  private async describe({ images, source }: Draft, call: JobCall): Promise<ReferenceView> {
    const { table } = this.parts;
    const tagger = await this.parts.tagger(source);
    const suggested = tagger ? await meanTags(images, tagger, call) : [];
    const saved = this.draft ? undefined : this.saved;
    const top = saved?.top ?? defaultTop;
    const classes = this.classesOf(images);
    return {
      images: images.map(({ path }) => {
        const inside = this.inside(path);
        const row = inside === undefined ? undefined : table.rowOf(inside);
        return { path: inside ?? path, ...(row !== undefined && { row }) };
      }),
      suggested,
      tags: saved?.tags ?? suggested.slice(0, top).map(({ name }) => name),
      names: tagger?.names ?? [],
      source,
      ...(tagger && { tagger: tagger.name }),
      top,
      by: saved?.by ?? (tagger ? 'tags' : 'similarity'),
      threshold: thresholdsOf(this.parts.state.decisions.settings)['off-reference'],
      classes,
      // One class of several: what the others show is not in question.
      within: saved?.within ?? (table.classes.length > 1 ? classes : []),
      isInForce: saved !== undefined,
    };
  }

  /** The classes that references stand in; none where one lies elsewhere or has no label. */
  private classesOf(images: readonly Example[]): string[] {
    const { table } = this.parts;
    const names = images.map(({ path }) => {
      const inside = this.inside(path);
      const row = inside === undefined ? undefined : table.rowOf(inside);
      return row === undefined ? undefined : table.className(table.given[row]);
    });
    return names.includes(undefined) ? [] : [...new Set(names.filter((name) => name !== undefined))];
  }

  /** The path below the root of a file that is an image of the dataset. */
  private inside(path: string): string | undefined {
    const { root, table } = this.parts;
    const below = pathBelow(root, path);
    return below !== undefined && table.rowOf(below) !== undefined ? below : undefined;
  }
}

function requireTags({ by, tags }: Pick<ReferenceEdit, 'by' | 'tags'>): void {
  if (by !== 'similarity' && tags.length === 0)
    throw new UserError('There is no tag to look for: every image would be flagged. Add one, or go by similarity.');
}

function specOf(
  images: readonly Example[],
  { tags, top, by, within }: Omit<ReferenceEdit, 'threshold'>,
): ReferenceSpec {
  const width = images[0].embedding.length;
  const examples = new Float32Array(images.length * width);
  images.forEach(({ embedding }, i) => examples.set(toUnit(embedding), i * width));
  return { tags, top, by, within, examples, contents: images.map(({ hash }) => hash) };
}

/** The tags of several references: a tag's score is its mean over them. The surest first. */
async function meanTags(images: readonly Example[], tagger: Tagger, call: JobCall): Promise<Tag[]> {
  const sums = new Map<string, number>();
  for (const image of images)
    for (const { name, score } of await tagger.tagsOf(image, call)) sums.set(name, (sums.get(name) ?? 0) + score);
  const tags = Array.from(sums, ([name, sum]) => ({ name, score: sum / images.length }));
  return tags.sort((a, b) => b.score - a.score).slice(0, mostTop);
}
