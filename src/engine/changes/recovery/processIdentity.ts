import { execFile } from 'node:child_process';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { promisify } from 'node:util';
import { isSystemError } from '../../errors';

/** Who holds a lock: enough to tell a living owner from a dead one whose number went to another process. */
export interface Owner {
  readonly pid: number;
  /** When the process began, in the platform's own words; '' where it cannot be told. */
  readonly started: string;
  /** The machine, its boot and its process namespace: only within the same one do process numbers mean anything. */
  readonly machine: string;
}

/** 'unknown': the owner runs on another machine or in another container. */
export type Liveness = 'alive' | 'dead' | 'unknown';

async function readText(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (isSystemError(error)) return '';
    throw error;
  }
}

async function processStart(pid: number): Promise<string> {
  if (process.platform === 'linux') {
    // Field 22 of /proc/<pid>/stat, counted after the command, which may itself hold blanks and brackets.
    const stat = await readText(`/proc/${pid}/stat`);
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  }
  if (process.platform === 'win32') return '';
  try {
    return (await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)])).stdout.trim();
  } catch {
    return ''; // No such process, or no ps: the caller then goes by the process number alone.
  }
}

async function thisMachine(): Promise<string> {
  if (process.platform !== 'linux') return hostname();
  const boot = await readText('/proc/sys/kernel/random/boot_id');
  const namespace = await readlink('/proc/self/ns/pid').catch(() => '');
  return [hostname(), boot, namespace].join(' ');
}

let own: Promise<Owner> | undefined;

export function thisProcess(): Promise<Owner> {
  own ??= Promise.all([processStart(process.pid), thisMachine()]).then(([started, machine]) => ({
    pid: process.pid,
    started,
    machine,
  }));
  return own;
}

export async function livenessOf(owner: Owner): Promise<Liveness> {
  const self = await thisProcess();
  if (owner.machine !== self.machine) return 'unknown';
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if (isSystemError(error) && error.code === 'ESRCH') return 'dead';
    if (!isSystemError(error) || error.code !== 'EPERM') throw error;
  }
  const started = await processStart(owner.pid);
  return owner.started === '' || started === '' || started === owner.started ? 'alive' : 'dead';
}
