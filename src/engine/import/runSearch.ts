import { spawn, type ChildProcess } from 'node:child_process';
import { homedir } from 'node:os';
import { searchArguments, type Search } from '../../protocol/search';
import { errorReason, isSystemError, UserError } from '../errors';
import type { UrlList } from './readUrlList';
import { readUrlList } from './readUrlList';

const mostOutputBytes = 100e6;
const keptErrorText = 2000;

/**
 * Runs the user's own search command for one term and reads the addresses that it prints. It is started without a shell:
 * the term is one argument, whatever it holds. Throws `UserError` when it cannot be started, fails, or prints no address.
 */
export async function runSearch(command: readonly string[], search: Search, signal: AbortSignal): Promise<UrlList> {
  const [program, ...args] = searchArguments(command, search.term);
  const words = `The search for "${search.term}"`;
  signal.throwIfAborted();
  // A process group of its own, so that what it starts ends with it.
  const child = spawn(program, args, {
    cwd: homedir(),
    shell: false,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const stop = (): void => endGroup(child);
  signal.addEventListener('abort', stop, { once: true });
  try {
    const printed: Buffer[] = [];
    let bytes = 0;
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > mostOutputBytes) stop();
      else printed.push(chunk);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-keptErrorText)));
    const ended = await new Promise<string>((resolve, reject) => {
      child.once('error', (error) =>
        reject(new UserError(`${words} could not be started: ${program}: ${errorReason(error)}.`)),
      );
      child.once('close', (code, killedBy) => resolve(code === 0 ? '' : (killedBy ?? `code ${code}`)));
    });
    signal.throwIfAborted();
    if (bytes > mostOutputBytes) throw new UserError(`${words} printed more than ${mostOutputBytes / 1e6} MB.`);
    if (ended !== '') {
      const last = errors.trim().split('\n').at(-1) ?? '';
      throw new UserError(`${words} ended with ${ended}${last === '' ? '' : `: ${last}`}.`);
    }
    return readUrlList(Buffer.concat(printed), words);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null) return;
  try {
    if (process.platform === 'win32') child.kill();
    else process.kill(-child.pid, 'SIGTERM');
  } catch (error) {
    // It ended just now.
    if (!isSystemError(error) || error.code !== 'ESRCH') throw error;
  }
}
