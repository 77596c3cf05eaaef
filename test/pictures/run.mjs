/**
 * npm run pictures: takes the pictures of README and walkthrough anew, in a real VS Code, of datasets that the project
 * draws itself. Needs the packaged extension (`npm run package -- --out build/winnow.vsix`) and Chromium.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
// As deep as what it is made of, so that paths relative to a file still hold.
const outfile = here('../../build/test/pictures/takePictures.mjs');
await build({
  entryPoints: [here('takePictures.ts')],
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
  cwd: here('../..'),
});
process.exitCode = status ?? 1;
