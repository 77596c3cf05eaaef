import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { repository } from './runProgram.mjs';

/** Seconds of CPU that all ended children of this process used so far (user and system; Linux). */
export function childSeconds() {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

/** Seconds, by the clock and of CPU in children, that `work` took, and its result. */
export async function timed(work) {
  const before = childSeconds();
  const began = performance.now();
  const result = await work();
  return { result, wall: (performance.now() - began) / 1000, cpu: childSeconds() - before };
}

/** What a program printed; throws when it fails. */
export async function output(program, args, env = {}) {
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: repository,
    env: { ...process.env, ...env },
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part) => (text += part));
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Error(`${program} ${args[0]} ended with ${code}`);
  return text;
}

/** The result of a command of the built `winnow` (run `npm run build` before). */
export async function winnow(...args) {
  return JSON.parse(await output(process.execPath, [join(repository, 'dist/cli.js'), ...args, '--json', '--quiet']));
}

/** `writeManyImages` of the tests' fixtures. */
export async function imageDrawer() {
  const outfile = join(repository, 'build/bench/manyImages.cjs');
  await build({
    entryPoints: [join(repository, 'test/fixtures/manyImages.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['sharp'],
    logLevel: 'warning',
  });
  const { default: fixtures } = await import(outfile);
  return fixtures.writeManyImages;
}
