import { Worker } from 'node:worker_threads';
import { Lane, type LaneSetup, type Shard, type ShardFigures } from './lane';
import type { LaneReply, LaneRequest } from './laneThread';

interface Running {
  readonly resolve: (figures: ShardFigures) => void;
  readonly reject: (error: Error) => void;
}

/** Runs the shards of a step or of an evaluation; results stand in the order of the shards. */
export interface LaneTeam {
  run(shards: readonly Shard[]): Promise<ShardFigures[]>;
  close(): Promise<void>;
}

/** Lanes on this thread or on several. The number changes the speed and nothing else. */
export function makeLanes(setup: LaneSetup, program: string, threads: number): LaneTeam {
  return threads > 1 ? new ThreadLanes(setup, program, threads) : new OwnLane(setup);
}

class OwnLane implements LaneTeam {
  private readonly lane: Lane;

  constructor(setup: LaneSetup) {
    this.lane = new Lane(setup);
  }

  async run(shards: readonly Shard[]): Promise<ShardFigures[]> {
    const results: ShardFigures[] = [];
    for (const shard of shards) results.push(await this.lane.run(shard));
    return results;
  }

  async close(): Promise<void> {
    this.lane.close();
  }
}

class ThreadLanes implements LaneTeam {
  private readonly threads: Worker[];
  private readonly running = new Map<number, Running>();
  private nextId = 1;
  private failure: Error | undefined;

  constructor(setup: LaneSetup, program: string, threads: number) {
    this.threads = Array.from({ length: threads }, () => {
      const thread = new Worker(program, { workerData: setup });
      thread.on('message', (reply: LaneReply) => this.receive(reply));
      thread.on('error', (error: Error) => this.fail(error));
      thread.on('exit', (code) => this.fail(new Error(`A thread of the trainer ended with code ${code}.`)));
      return thread;
    });
  }

  async run(shards: readonly Shard[]): Promise<ShardFigures[]> {
    const results: ShardFigures[] = [];
    const queue = shards.entries();
    await Promise.all(
      this.threads.map(async (thread) => {
        for (const [i, shard] of queue) results[i] = await this.ask(thread, shard);
      }),
    );
    return results;
  }

  async close(): Promise<void> {
    this.failure ??= new Error('The trainer is closed.');
    await Promise.all(this.threads.map((thread) => thread.terminate()));
  }

  private ask(thread: Worker, shard: Shard): Promise<ShardFigures> {
    if (this.failure) return Promise.reject(this.failure);
    return new Promise((resolve, reject) => {
      const request: LaneRequest = { id: this.nextId++, shard };
      this.running.set(request.id, { resolve, reject });
      thread.postMessage(request);
    });
  }

  private receive(reply: LaneReply): void {
    const running = this.running.get(reply.id);
    this.running.delete(reply.id);
    if ('figures' in reply) running?.resolve(reply.figures);
    else running?.reject(new Error(reply.failure));
  }

  private fail(error: Error): void {
    this.failure ??= error;
    for (const { reject } of this.running.values()) reject(this.failure);
    this.running.clear();
  }
}
