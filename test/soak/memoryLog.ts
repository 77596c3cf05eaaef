import { readFile } from 'node:fs/promises';
import { processTree } from '../e2e/support/processTree';

/** What a heap may gain while it settles, without a leak. */
const slackMB = 48;
/** What the engine's objects may gain beside those of the history, whose lines are shorter in memory than on the disk. */
const objectSlackMB = 8;

export interface MemorySample {
  readonly pid: number;
  /** Megabytes of the engine's objects after its newest collection of garbage; undefined before the first. */
  readonly live: number | undefined;
  /** Megabytes of the logs of all that was done, of which the engine keeps what undo and the history need. */
  readonly logs: number;
}

/** Memory of an engine with all its processes, over time. */
export class MemoryLog {
  private readonly samples: {
    readonly total: number;
    readonly parts: ReadonlyMap<string, number>;
    readonly live: number;
    readonly logs: number;
  }[] = [];

  async note({ pid, live, logs }: MemorySample): Promise<void> {
    // Before its first collection nothing can be said of its objects.
    if (live === undefined) return;
    const parts = new Map<string, number>();
    for (const process of await processTree(pid)) {
      const name = await programOf(process);
      parts.set(name, (parts.get(name) ?? 0) + (await ownMegabytes(process)));
    }
    this.samples.push({ total: [...parts.values()].reduce((sum, size) => sum + size, 0), parts, live, logs });
  }

  /**
   * What it did; throws when the engine's objects gain more from the middle third to the last one than its history does,
   * or the processes more than a heap's unrest.
   */
  verdict(): string {
    const third = Math.floor(this.samples.length / 3);
    if (third < 5) return 'too short a run to judge its memory';
    const thirds = [0, 1, 2].map((i) => this.samples.slice(i * third, (i + 1) * third));
    const totals = thirds.map((samples) => floor(samples.map(({ total }) => total)));
    const names = [...new Set(this.samples.flatMap(({ parts }) => [...parts.keys()]))];
    const parts = names.map(
      (name) => `${name} ${inMB(thirds.map((samples) => floor(samples.map((one) => one.parts.get(name) ?? 0))))}`,
    );
    const live = thirds.map((samples) => Math.min(...samples.map((one) => one.live)));
    const logs = thirds.map((samples) => samples[0].logs);
    const text =
      `of each third of the time: objects of the engine without garbage ${inMB(live)} beside logs of ${inMB(logs)}; ` +
      `memory with the garbage and the room that V8 and malloc keep, at its tenth percentile, ${inMB(totals)} (${parts.join('; ')})`;
    // The first third warms up.
    if (live[2] - live[1] > logs[2] - logs[1] + objectSlackMB) throw new Error(`Objects pile up: ${text}`);
    if (totals[2] > totals[1] * 1.1 + slackMB) throw new Error(`Memory grows: ${text}`);
    return text;
  }
}

function inMB(values: readonly number[]): string {
  return `${values.map((value) => value.toFixed(0)).join(', ')} MB`;
}

async function programOf(pid: number): Promise<string> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''); // Ended meanwhile.
  return /(\w+)\.js/.exec(command)?.[1] ?? 'other';
}

/** Its own memory: pages of files, such as those of the cache, can be dropped at any time. 0 of one that ended. */
async function ownMegabytes(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss_Anon:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) / 1024;
}

/** The tenth part of the values is below: processes are at their smallest when V8 has just given back what it kept. */
function floor(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 10)];
}
