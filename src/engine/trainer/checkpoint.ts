import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { epochFigures, type TrainingRun } from '../../protocol/training';
import { bytesOf, ownMemory } from '../bytes';
import { ifThere } from '../errors';
import type { AdamState } from '../model/cnn/adam';
import { writeWhole } from './writeWhole';

/** Everything that a run needs to go on after its last whole epoch as if it had never stopped. */
export interface Checkpoint {
  readonly epochs: TrainingRun['epochs'];
  /** Epoch of `best`, counted from 0. */
  readonly bestEpoch: number;
  readonly seconds: number;
  /** [parameters] each: as of the last epoch, and as of the best one. */
  readonly parameters: Float32Array;
  readonly best: Float32Array;
  readonly adam: AdamState;
}

const header = z.object({
  version: z.literal(1),
  epochs: z.array(epochFigures).min(1),
  bestEpoch: z.int().min(0),
  seconds: z.number(),
  steps: z.int().min(1),
  parameters: z.int().min(1),
});

/** Bytes before the header: its length as uint32, little endian, and four that align what follows. */
const prefix = 8;
const blocks = 4;

/** Where the numbers begin behind a header of so many bytes. */
function startOf(headerLength: number): number {
  return prefix + Math.ceil(headerLength / 4) * 4;
}

/** Header as JSON padded to 4 bytes, then parameters, best, first and second moments, float32 of this machine. */
export async function writeCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  const { epochs, bestEpoch, seconds, parameters, best, adam } = checkpoint;
  const head = { version: 1, epochs, bestEpoch, seconds, steps: adam.steps, parameters: parameters.length };
  const text = Buffer.from(JSON.stringify(head));
  const start = startOf(text.length);
  const bytes = Buffer.alloc(start + blocks * parameters.byteLength, ' ');
  bytes.writeUInt32LE(text.length, 0);
  bytes.writeUInt32LE(1, 4);
  text.copy(bytes, prefix);
  [parameters, best, adam.first, adam.second].forEach((block, i) => {
    bytesOf(block).copy(bytes, start + i * parameters.byteLength);
  });
  await writeWhole(path, bytes);
}

/** The checkpoint at `path`, or undefined where there is none, or none of a network with so many parameters. */
export async function readCheckpoint(path: string, parameters: number): Promise<Checkpoint | undefined> {
  const bytes = await ifThere(readFile(path));
  const head = bytes && readHeader(bytes);
  if (!bytes || head?.parameters !== parameters) return undefined;
  const start = startOf(bytes.readUInt32LE(0));
  if (bytes.length !== start + blocks * 4 * parameters) return undefined;
  const block = (i: number): Float32Array => {
    const from = start + i * 4 * parameters;
    return new Float32Array(ownMemory(bytes.subarray(from, from + 4 * parameters)));
  };
  const { epochs, bestEpoch, seconds, steps } = head;
  const adam = { first: block(2), second: block(3), steps };
  return { epochs, bestEpoch, seconds, parameters: block(0), best: block(1), adam };
}

function readHeader(bytes: Buffer): z.infer<typeof header> | undefined {
  if (bytes.length < prefix) return undefined;
  const length = bytes.readUInt32LE(0);
  if (length > bytes.length - prefix) return undefined;
  try {
    return header.safeParse(JSON.parse(bytes.toString('utf8', prefix, prefix + length))).data;
  } catch (_notJson) {
    return undefined; // Damaged: the run begins anew.
  }
}
