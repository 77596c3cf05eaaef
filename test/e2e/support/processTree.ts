import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Every process that runs, and its parent: from /proc where there is one (a bare Debian has no `ps`), else from `ps`. */
async function parents(): Promise<Map<number, number>> {
  const rows = existsSync('/proc/self/stat') ? await fromProc() : await fromPs();
  // A zombie has ended; it only waits to be asked how.
  return new Map(rows.filter(({ state }) => !state.startsWith('Z')).map(({ pid, parent }) => [pid, parent]));
}

interface Row {
  readonly pid: number;
  readonly parent: number;
  readonly state: string;
}

async function fromProc(): Promise<Row[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  return Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      // The name in parentheses may hold anything, so count fields from its end.
      const [state = 'Z', parent = '0'] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return { pid, parent: Number(parent), state };
    }),
  );
}

async function fromPs(): Promise<Row[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,stat=']);
  const lines = stdout.trim().split('\n');
  return lines.map((line) => {
    const [pid, parent, state] = line.trim().split(/\s+/);
    return { pid: Number(pid), parent: Number(parent), state };
  });
}

/** The process and all below it. */
export async function processTree(root: number): Promise<number[]> {
  const parentOf = await parents();
  const tree = [root];
  for (let i = 0; i < tree.length; i++)
    for (const [pid, parent] of parentOf) if (parent === tree[i] && !tree.includes(pid)) tree.push(pid);
  return tree;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Already gone, which is what we want.
  }
}

/** Kills the whole tree at one instant, as a power cut would: nobody gets to tidy up. */
export async function killTree(root: number): Promise<void> {
  const tree = await processTree(root);
  for (const pid of tree) signal(pid, 'SIGKILL');
  await gone(tree, 10_000);
}

/** Asks the root to end, gives it time, then kills what is left. */
export async function stopTree(root: number, graceMs = 3_000): Promise<void> {
  const tree = await processTree(root);
  signal(root, 'SIGTERM');
  if (await gone(tree, graceMs)) return;
  for (const pid of tree) signal(pid, 'SIGKILL');
  await gone(tree, 10_000);
}

async function gone(pids: number[], withinMs: number): Promise<boolean> {
  const end = Date.now() + withinMs;
  for (;;) {
    const running = await parents();
    if (!pids.some((pid) => running.has(pid))) return true;
    if (Date.now() > end) return false;
    await new Promise((done) => setTimeout(done, 50));
  }
}
