import { readdirSync, readFileSync } from 'node:fs';

/** Megabytes that the engine of an editor and its extension host take now, threads included; Linux only. */
export function memoryOf(editorFolder: string): { readonly engineMB: number; readonly hostMB: number } {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const line = read(`/proc/${pid}/cmdline`).split('\0');
    if (!line.some((part) => part.startsWith(editorFolder) && part.endsWith('dist/engine.js'))) continue;
    const parent = /^PPid:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? '';
    return { engineMB: residentMB(pid), hostMB: residentMB(parent) };
  }
  return { engineMB: NaN, hostMB: NaN };
}

function residentMB(pid: string): number {
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? NaN) / 1000);
}

/** '' for a process that ended meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return '';
    throw error;
  }
}
