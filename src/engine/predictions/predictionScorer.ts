import { basename } from 'node:path';
import type { PredictionChoice } from '../../protocol/predictions';
import type { HeadInput, HeadScores, HeadUpdate } from '../model/head/headInput';
import type { ForeignScorer } from '../session/ranking/ranker';
import { TextPacker } from '../findings/packedText';
import type { ImageTable } from '../session/imageTable';
import type { PredictionsClient } from './predictionsClient';
import type { PackedImages, ReadSummary } from './threadMessages';

export interface ScorerParts {
  readonly client: PredictionsClient;
  readonly root: string;
  readonly table: ImageTable;
  /** Present path -> path before it was first moved. */
  readonly origins: () => Promise<ReadonlyMap<string, string>>;
  readonly signal?: AbortSignal;
}

/** Scores the images of a dataset by one table of predictions, which was read before. */
export class PredictionScorer implements ForeignScorer {
  private labels = new Int32Array(0);
  private trusted = new Uint8Array(0);
  private classes = 0;

  constructor(
    private readonly client: PredictionsClient,
    private readonly choice: PredictionChoice,
    /** Reads the table again where the images are others by now. */
    private readonly refresh: () => Promise<void>,
  ) {}

  get name(): string {
    return basename(this.choice.path);
  }

  get isFitted(): boolean {
    return this.labels.length > 0;
  }

  async fit({ labels, trusted, classes }: HeadInput): Promise<HeadScores> {
    this.labels = labels.slice();
    this.trusted = trusted?.slice() ?? new Uint8Array(labels.length);
    this.classes = classes;
    return this.score();
  }

  update({ rows, labels, trusted }: HeadUpdate): Promise<HeadScores> {
    rows.forEach((row, i) => {
      this.labels[row] = labels[i];
      this.trusted[row] = trusted[i];
    });
    return this.score();
  }

  async dispose(): Promise<void> {
    // The thread is its desk's.
  }

  private async score(): Promise<HeadScores> {
    await this.refresh();
    const { labels, trusted, classes, choice } = this;
    const input = { labels, trusted, classes, outOfSample: choice.outOfSample };
    return this.client.ask<'score'>({ kind: 'score', input });
  }
}

/** Reads a table of predictions about the images as they are now; classes that only it names are added to the table. */
export async function readChoice(
  { client, signal, ...parts }: ScorerParts,
  choice: PredictionChoice,
): Promise<ReadSummary> {
  const images = await packImages(parts);
  const { path, columns } = choice;
  const read = await client.ask<'read'>({ kind: 'read', path, columns, images }, signal);
  // Classes may have been added meanwhile: then its numbers would be wrong.
  for (const [index, name] of read.classes.entries())
    if (parts.table.classIndex(name) !== index) return readChoice({ client, signal, ...parts }, choice);
  return read;
}

export async function packImages({
  root,
  table,
  origins,
}: Omit<ScorerParts, 'client' | 'signal'>): Promise<PackedImages> {
  const packer = new TextPacker();
  const moved = await origins();
  const before = new Map<number, string>();
  const unreadable: string[] = [];
  for (let row = 0; row < table.length; row++) {
    const path = isThere(table, row) ? table.path(row) : '';
    packer.add(path);
    if (table.status[row] === 'unreadable') unreadable.push(table.path(row));
    const origin = path === '' ? undefined : moved.get(path);
    if (origin !== undefined) before.set(row, origin);
  }
  const classes = [...table.classes];
  return { root, paths: packer.pack(), before, unreadable, classes, given: Int32Array.from(table.given) };
}

/** A number that changes when images come, go or move: which rows are images. */
export function imagesKey(table: ImageTable): string {
  let sum = 0;
  for (let row = 0; row < table.length; row++) if (isThere(table, row)) sum = (sum * 31 + row + 1) | 0;
  return `${table.length} ${sum}`;
}

function isThere(table: ImageTable, row: number): boolean {
  return table.isImage(row) || table.status[row] === 'waiting';
}
