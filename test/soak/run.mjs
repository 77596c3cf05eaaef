/**
 * npm run soak -- --minutes 60: decides, applies, undoes, reloads, kills and fills the disk at random, and fails when a
 * file is lost or memory grows. Needs `npm run build`, and root for the small file system that is filled.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
// As deep as test/support, so that its paths to dist/ still hold.
const outfile = here('../../build/soak/soak.mjs');
await build({
  entryPoints: [here('soak.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20.9',
  format: 'esm',
  external: ['sharp'],
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  logLevel: 'warning',
});
const { status } = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: 'inherit' });
process.exitCode = status ?? 1;
