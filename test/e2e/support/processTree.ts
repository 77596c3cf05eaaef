import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Every process and its parent: from /proc where there is one (a bare Debian has no `ps`), else from `ps`. */
async function parents(): Promise<Map<number, number>> {
  if (process.platform === 'linux') {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
    const pairs = await Promise.all(
      pids.map(async (pid): Promise<[number, number]> => {
        const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
        // The name in parentheses may hold anything, so count fields from its end.
        return [pid, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0)];
      }),
    );
    return new Map(pairs);
  }
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=']);
  return new Map(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number) as [number, number]),
  );
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
export async function stopTree(root: number, graceMs = 8_000): Promise<void> {
  const tree = await processTree(root);
  signal(root, 'SIGTERM');
  if (await gone(tree, graceMs)) return;
  for (const pid of tree) signal(pid, 'SIGKILL');
  await gone(tree, 10_000);
}

async function gone(pids: number[], withinMs: number): Promise<boolean> {
  const end = Date.now() + withinMs;
  while (pids.some(isAlive)) {
    if (Date.now() > end) return false;
    await new Promise((done) => setTimeout(done, 50));
  }
  return true;
}
