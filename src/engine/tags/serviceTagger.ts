import { mostTop, type Tag } from '../../core/reference';
import type { ImageReply, ImageRequest } from '../images/worker';
import type { ReadLimits } from '../images/limits';
import { inLanes } from '../jobs/inLanes';
import type { ProcessPool } from '../jobs/processPool';
import { RateMeter, type JobCall } from '../jobs/progress';
import { UserError } from '../errors';
import type { TagTable } from '../findings/tagTable';
import type { ImageTable } from '../session/imageTable';

import type { Detected } from './rekognition';
import type { Example, Tagger } from './tagger';

/** What a service is asked with, and where its answers are kept by content. */
export interface ServiceParts {
  readonly root: string;
  readonly table: ImageTable;
  readonly readers: () => ProcessPool<ImageRequest, ImageReply>;
  readonly limits: ReadLimits;
  readonly known: (hash: string) => readonly Tag[] | undefined;
  readonly keep: (hash: string, tags: readonly Tag[]) => Promise<void>;
  /** Made at the first image that is sent. */
  readonly service: () => { detect(image: Uint8Array, signal: AbortSignal): Promise<Detected> };
}

interface Picture {
  /** Absolute. */
  readonly path: string;
  readonly hash: string;
}

/** Images under way at once. */
const lanes = 4;
/** Longer side in pixels of what is sent: the service needs no more. */
const sentSide = 1024;

/** Names by AWS Rekognition. Only `send` sends images; all else is answered from what is known by content. */
export class ServiceTagger implements Tagger {
  readonly name = 'AWS Rekognition';
  private refused = new Map<string, string>();

  constructor(private readonly parts: ServiceParts) {}

  get names(): readonly string[] {
    const names = new Set<string>();
    for (const { hash } of this.pictures()) for (const { name } of this.parts.known(hash) ?? []) names.add(name);
    return [...names].sort();
  }

  /** Images that would be sent: each content once, and only what the service has not seen. */
  unsent(examples: readonly Example[]): Picture[] {
    const found = new Map<string, Picture>();
    for (const picture of [...examples, ...this.pictures()])
      if (!this.parts.known(picture.hash) && !this.refused.has(picture.hash)) found.set(picture.hash, picture);
    return [...found.values()];
  }

  /** Sends images and keeps the answers; resolves to those that could not be tagged, with the reason. */
  async send(pictures: readonly Picture[], { report, signal }: JobCall): Promise<ReadonlyMap<string, string>> {
    const meter = new RateMeter('tag', pictures.length, report);
    try {
      await inLanes(pictures, lanes, async (picture) => {
        signal.throwIfAborted();
        await this.sendOne(picture, signal);
        meter.step();
      });
    } finally {
      meter.finish();
    }
    return this.refused;
  }

  tagsOf({ hash, path }: Example): Promise<readonly Tag[]> {
    const tags = this.parts.known(hash);
    if (tags) return Promise.resolve(tags);
    const reason = this.refused.get(hash) ?? 'it was not sent yet';
    return Promise.reject(new UserError(`AWS Rekognition has no tags of ${path}: ${reason}.`));
  }

  table(): Promise<TagTable> {
    const { table, known } = this.parts;
    const names: string[] = [];
    const index = new Map<string, number>();
    const cells = Math.max(1, table.length * mostTop);
    const tags = new Int32Array(new SharedArrayBuffer(cells * Int32Array.BYTES_PER_ELEMENT)).fill(-1);
    const scores = new Float32Array(new SharedArrayBuffer(cells * Float32Array.BYTES_PER_ELEMENT));
    let seen = 0;
    for (let row = 0; row < table.length; row++) {
      const own = known(table.hashes[row] ?? '');
      if (own) seen++;
      else tags[row * mostTop] = -2;
      own?.slice(0, mostTop).forEach(({ name, score }, i) => {
        const at = index.get(name) ?? names.push(name) - 1;
        index.set(name, at);
        tags[row * mostTop + i] = at;
        scores[row * mostTop + i] = score;
      });
    }
    const version = `rekognition ${table.length} ${seen}`;
    return Promise.resolve({ version, names, scores: { kind: 'listed', width: mostTop, tags, scores } });
  }

  private *pictures(): Generator<Picture> {
    const { table, root } = this.parts;
    for (let row = 0; row < table.length; row++) {
      const hash = table.isImage(row) ? table.hashes[row] : undefined;
      if (hash !== undefined) yield { hash, path: `${root}/${table.path(row)}` };
    }
  }

  /** What is sent is a small JPEG without metadata, made anew: places and names in the file stay here. */
  private async sendOne({ path, hash }: Picture, signal: AbortSignal): Promise<void> {
    const { readers, limits, service, keep } = this.parts;
    const request = { kind: 'rendition', path, side: sentSide, as: 'jpeg', limits } as const;
    const reply = await readers().run(path, request, signal);
    if (!reply.ok || !('type' in reply)) {
      this.refused.set(hash, reply.ok ? 'it cannot be read' : reply.reason);
      return;
    }
    const detected = await service().detect(reply.bytes, signal);
    if (detected.ok) await keep(hash, detected.tags);
    else this.refused.set(hash, detected.reason);
  }
}
