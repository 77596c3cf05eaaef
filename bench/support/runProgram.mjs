import { spawnSync } from 'node:child_process';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export const repository = fileURLToPath(new URL('../..', import.meta.url));

/** Found in node_modules at run time, as in what is shipped. */
const external = ['lmdb', 'sharp', 'onnxruntime-node', 'onnxruntime-web', '@techstark/opencv-js'];

/**
 * Bundles a TypeScript program of a bench's folder, and programs of Winnow's own that it starts, into
 * build/bench/<area>, and returns that folder. `here` is the import.meta.url of the bench's run.mjs; `programs` maps
 * names of outputs to paths from the repository's root.
 */
export async function bundle(here, program, programs = {}) {
  const folder = fileURLToPath(new URL('.', here));
  const outdir = join(repository, 'build/bench', basename(folder));
  const own = Object.entries(programs).map(([name, path]) => [name, join(repository, path)]);
  await build({
    entryPoints: { [program]: join(folder, `${program}.ts`), ...Object.fromEntries(own) },
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node20.9',
    format: 'cjs',
    // TensorFlow.js as modules, as it is shipped.
    mainFields: ['module', 'main'],
    external,
    logLevel: 'warning',
  });
  return outdir;
}

/** Runs a bundled program from the repository's root; its exit code becomes this program's. */
export function start(outdir, program, args) {
  const options = { stdio: 'inherit', cwd: repository };
  const { status } = spawnSync(
    process.execPath,
    ['--max-old-space-size=8192', join(outdir, `${program}.js`), ...args],
    options,
  );
  process.exitCode = status ?? 1;
}

/** The program that the first argument names, with or without its ending, bundled and run with the other arguments. */
export async function runNamed(here, usage, programs = {}) {
  const [named, ...rest] = process.argv.slice(2);
  if (!named) throw new Error(`usage: ${usage}`);
  const program = basename(named, '.ts');
  start(await bundle(here, program, programs), program, rest);
}
