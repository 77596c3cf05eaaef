import type { ExecFileOptions } from 'node:child_process';

export function npm(
  args: readonly string[],
  options?: ExecFileOptions,
): Promise<{ code: number; stdout: string; stderr: string }>;
