import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';
import { repository } from './runProgram.mjs';

/**
 * Bundles a program that drives a real VS Code in Chromium, `source` from the repository's root, as a module, and runs
 * it with this program's arguments.
 */
export async function runInBrowser(source) {
  // As deep as what it is made of, so that paths relative to a file still hold.
  const outfile = join(repository, 'build', source.replace(/\.ts$/, '.mjs'));
  await build({
    entryPoints: [join(repository, source)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20.9',
    format: 'esm',
    external: ['playwright-core', 'sharp', '*/installTestEditor.mjs'],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'warning',
  });
  const { status } = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], {
    stdio: 'inherit',
    cwd: repository,
  });
  process.exitCode = status ?? 1;
}
