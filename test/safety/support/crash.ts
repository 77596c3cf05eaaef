import { Killed, TornWrite, type Call, type MemoryDisk } from './memoryDisk';

/** Calls that change the disk; between others a kill makes no difference. */
const changing = new Set<Call['name']>([
  'open',
  'write',
  'truncate',
  'sync',
  'link',
  'symlink',
  'unlink',
  'rename',
  'mkdir',
  'rmdir',
]);

function changes({ name }: Call): boolean {
  return changing.has(name);
}

/** Lets the process die before its call number `step`, or in the middle of it when it is a write. */
export function killAt(disk: MemoryDisk, step: number): void {
  let dead = false;
  disk.before = (call) => {
    if (dead) throw new Killed();
    if (call.number < step) return;
    dead = true;
    if (call.name === 'write') throw new TornWrite(0.5, new Killed());
    throw new Killed();
  };
}

/** Runs `work` to its death; other failures are passed on. */
export async function untilKilled(disk: MemoryDisk, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Killed) && !dies(disk)) throw error;
  }
  disk.before = undefined;
}

function dies(disk: MemoryDisk): boolean {
  try {
    disk.call('lstat', '');
    return false;
  } catch (error) {
    return error instanceof Killed;
  }
}

/** Numbers of the calls at which `work` changes the disk. */
export async function changingCalls(disk: MemoryDisk, work: () => Promise<unknown>): Promise<number[]> {
  const numbers: number[] = [];
  disk.before = (call) => {
    if (changes(call)) numbers.push(call.number);
  };
  await work();
  disk.before = undefined;
  return numbers;
}
