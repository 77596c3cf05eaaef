import { readFile } from 'node:fs/promises';
import { findProcesses } from '../../test/e2e/support/processes';

/** Megabytes that the engine of an editor and its extension host take now, threads included; NaN where none runs. Linux only. */
export async function memoryOf(editor: number): Promise<{ readonly engineMB: number; readonly hostMB: number }> {
  const [engine] = await findProcesses(editor, 'engine');
  const [host] = await findProcesses(editor, 'extensionHost');
  return { engineMB: await residentMB(engine), hostMB: await residentMB(host) };
}

async function residentMB(pid: number | undefined): Promise<number> {
  if (pid === undefined) return NaN;
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? NaN) / 1000);
}
