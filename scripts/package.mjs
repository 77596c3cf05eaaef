/**
 * `npm run package [-- --target NAME|all] [--out FILE] [--runtime web] [--allow-missing]`: packs the extension for a
 * platform (this machine's by default) or all of them. Native modules go to dist/node_modules, pruned to the platform;
 * what must be inside is checked in the finished package. With `--runtime web` ONNX Runtime's native build stays out even
 * where there is one; with --allow-missing a platform whose prebuilt parts cannot be fetched is named and left out.
 * `npm run build` comes first.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createVSIX } from '@vscode/vsce';
import { faultsOf, largestOf } from './packaging/inspect.mjs';
import { NotFetchedError } from './packaging/prebuilt.mjs';
import { stageExtension } from './packaging/stage.mjs';
import { presentTarget, targets } from './packaging/targets.mjs';

const { values } = parseArgs({
  options: {
    target: { type: 'string', default: presentTarget() },
    out: { type: 'string' },
    runtime: { type: 'string' },
    'allow-missing': { type: 'boolean', default: false },
  },
});

async function packageFor(name, out) {
  const target = { ...targets[name], ...(values.runtime && { runtime: values.runtime }) };
  const staging = resolve('build', 'vsix', `${name}-${target.runtime}`);
  await stageExtension(staging, target);
  await createVSIX({
    cwd: staging,
    packagePath: out,
    dependencies: false,
    target: name,
    allowMissingRepository: true,
    // The pictures stay where the README names them; there is no web address to put before them.
    rewriteRelativeLinks: false,
  });
  const faults = await faultsOf(out, target);
  if (faults.length > 0) throw new Error(`${out} is no good:\n  ${faults.join('\n  ')}`);
  console.log(`\n${out}: ${megabytes((await stat(out)).size)} MB, the largest in it (MB in the package, of MB):`);
  for (const { path, bytes, packed, why } of await largestOf(out))
    console.log(`  ${megabytes(packed).padStart(5)} of ${megabytes(bytes).padStart(5)}  ${path}: ${why}`);
}

function megabytes(bytes) {
  return (bytes / 1e6).toFixed(1);
}

const names = values.target === 'all' ? Object.keys(targets) : [values.target];
for (const name of names)
  if (!targets[name]) {
    console.error(`--target is one of ${Object.keys(targets).join(', ')}, all; not ${name ?? 'this machine'}.`);
    process.exit(2);
  }
if (![undefined, 'native', 'web'].includes(values.runtime)) {
  console.error(`--runtime is native or web, not ${values.runtime}.`);
  process.exit(2);
}
if (!existsSync('dist/extension.js')) {
  console.error('There is nothing to pack: run "npm run build" first.');
  process.exit(2);
}
for (const name of names) {
  const out = resolve(names.length === 1 && values.out ? values.out : `winnow-${name}.vsix`);
  try {
    await packageFor(name, out);
  } catch (error) {
    if (!(error instanceof NotFetchedError && values['allow-missing'])) throw error;
    console.log(`\nNOT PACKED: ${name}. ${error.message}`);
  }
}
