import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../../core/messageOf';
import { startBackend } from '../model/cnn/backends';
import { Lane, type LaneSetup, type Shard, type ShardFigures } from './lane';

export interface LaneRequest {
  readonly id: number;
  readonly shard: Shard;
}

export type LaneReply =
  { readonly id: number; readonly figures: ShardFigures } | { readonly id: number; readonly failure: string };

/** A thread of the trainer: its own backend, one shard after the other. */
export function serveLane(): void {
  const port = parentPort;
  if (!port) throw new Error('A lane runs as a thread.');
  const setup = workerData as LaneSetup;
  const starting = startBackend({ wanted: setup.backend, wasmFolder: setup.wasmFolder }).then(() => new Lane(setup));
  port.on('message', ({ id, shard }: LaneRequest) => {
    void starting
      .then((lane) => lane.run(shard))
      .then(
        (figures): LaneReply => ({ id, figures }),
        (error: unknown): LaneReply => ({ id, failure: messageOf(error) }),
      )
      .then((reply) => port.postMessage(reply));
  });
}
