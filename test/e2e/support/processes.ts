import { readFile } from 'node:fs/promises';
import { processTree } from './processTree';

/** Programs below an editor, by what their command line holds. */
export const programs = {
  extensionHost: /--type=extensionHost/,
  engine: /[/\\]engine\.js/,
  imageWorker: /[/\\]imageWorker\.js/,
  compute: /[/\\]compute\.js/,
} as const;

/** Process ids of one program below `root` (Linux only: command lines are read from /proc). */
export async function findProcesses(root: number, program: keyof typeof programs): Promise<number[]> {
  const found: number[] = [];
  for (const pid of await processTree(root)) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''); // Ended meanwhile.
    if (programs[program].test(command.replaceAll('\0', ' '))) found.push(pid);
  }
  return found;
}
