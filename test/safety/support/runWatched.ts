import { spawn } from 'node:child_process';
import { residentMB } from '../../../src/engine/jobs/pooledProcess';
import { processTree } from '../../e2e/support/processTree';

export interface WatchedRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
  /** Largest sum of the resident megabytes of the program and all its children, seen from outside. */
  readonly peakMB: number;
}

const lookEveryMs = 200;

/** Runs a program, watching from outside how much memory it and its children take. */
export async function runWatched(command: string, args: readonly string[]): Promise<WatchedRun> {
  const began = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr, peakMB, looking] = ['', '', 0, false];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const look = async (): Promise<void> => {
    if (looking || child.pid === undefined) return;
    looking = true;
    const sizes = await Promise.all((await processTree(child.pid)).map(residentMB));
    const sum = sizes.reduce((a, b) => a + b, 0);
    peakMB = Math.max(peakMB, sum);
    looking = false;
  };
  const watch = setInterval(() => void look(), lookEveryMs);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject).once('close', resolve);
    });
    return { code, stdout, stderr, seconds: (performance.now() - began) / 1000, peakMB };
  } finally {
    clearInterval(watch);
  }
}
