import { readFile } from 'node:fs/promises';
import { processTree } from '../e2e/support/processTree';

const megabyte = 1024 ** 2;
const pageSize = 4096;
/** What a heap may gain while it settles, without a leak. */
const slackMB = 96;

/** Memory of an engine with all its processes, over time. */
export class MemoryLog {
  private readonly samples: number[] = [];

  async note(pid: number): Promise<void> {
    const sizes = await Promise.all((await processTree(pid)).map(residentBytes));
    this.samples.push(sizes.reduce((sum, size) => sum + size, 0) / megabyte);
  }

  /** What it did; throws when the last third is much larger than the middle one. */
  verdict(): string {
    const third = Math.floor(this.samples.length / 3);
    if (third < 5) return 'too short a run to judge its memory';
    const parts = [0, 1, 2].map((i) => median(this.samples.slice(i * third, (i + 1) * third)));
    const text = `memory ${parts.map((part) => part.toFixed(0)).join(', ')} MB (medians of thirds)`;
    // The first third warms up.
    if (parts[2] > parts[1] * 1.1 + slackMB) throw new Error(`Memory grows: ${text}`);
    return text;
  }
}

/** Proportional share of what is resident, so that pages which processes share count once; 0 of one that ended. */
async function residentBytes(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  const pss = /^Pss:\s+(\d+) kB/m.exec(rollup);
  if (pss) return Number(pss[1]) * 1024;
  const statm = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '0 0');
  return Number(statm.split(' ')[1]) * pageSize;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
