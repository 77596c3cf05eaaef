/**
 * README: node bench/duplicates/run.mjs bytes|near|scale|eventLoop [arguments]
 * Bundles one of the comparisons in this folder (TypeScript, on the engine's own code) and runs it.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const [name, ...rest] = process.argv.slice(2);
const here = fileURLToPath(new URL('.', import.meta.url));
const repository = join(here, '../..');
const out = mkdtempSync(join(tmpdir(), 'winnow-bench-'));
symlinkSync(join(repository, 'node_modules'), join(out, 'node_modules'));
await build({
  entryPoints: {
    bench: join(here, `${name}.ts`),
    hashThread: join(repository, 'src/engine/findings/duplicates/hashThread.ts'),
    findingsThread: join(repository, 'src/engine/findings/findingsThread.ts'),
  },
  outdir: out,
  bundle: true,
  platform: 'node',
  target: 'node20.9',
  format: 'cjs',
  external: ['sharp', 'lmdb', 'onnxruntime-node'],
  logLevel: 'warning',
});
const { status } = spawnSync(process.execPath, ['--max-old-space-size=8192', join(out, 'bench.js'), ...rest], {
  stdio: 'inherit',
  cwd: repository,
});
rmSync(out, { recursive: true });
process.exitCode = status ?? 1;
