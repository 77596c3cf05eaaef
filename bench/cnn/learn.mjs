/**
 * README: node bench/cnn/learn.mjs FOLDER [MORE OPTIONS OF `winnow train --cnn`…]
 * Trains the head and a network from scratch on a folder with one sub-folder per class (after `npm run build`) and prints
 * the accuracy of both on images that they did not train on, with seconds. State and cache lie in a
 * temporary folder; the folder itself is only read.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [folder, ...options] = process.argv.slice(2);
if (!folder) throw new Error('usage: node bench/cnn/learn.mjs FOLDER [options]');
const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'winnow-bench-'));

function train(...more) {
  const places = ['--cache', join(scratch, 'cache'), '--state', join(scratch, 'state')];
  const { status, stdout } = spawnSync(process.execPath, [cli, 'train', folder, '--json', ...places, ...more], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1e9,
  });
  if (status !== 0) throw new Error(`winnow train ended with code ${status}`);
  return JSON.parse(stdout);
}

try {
  const cnn = train('--cnn', ...options);
  const rows = [train(), cnn].map(({ model, backend, history, confusion, seconds }) => {
    const { valLoss, valAccuracy } = history;
    const best = valLoss.indexOf(Math.min(...valLoss.filter((loss) => loss !== null)));
    const images = confusion.flat().reduce((sum, count) => sum + count, 0);
    const epochs = model === 'cnn' ? `epoch ${best + 1} of ${valLoss.length}` : '';
    return [model, backend, valAccuracy[best].toFixed(3), valLoss[best].toFixed(3), images, seconds.toFixed(0), epochs];
  });
  console.log(['model', 'backend', 'accuracy', 'loss', 'judged on', 'seconds', 'best'].join('\t'));
  for (const row of rows) console.log(row.join('\t'));
  if (cnn.head)
    console.log(
      `head, fitted to the network's training images only\t\t${cnn.head.accuracy.toFixed(3)}\t\t${cnn.head.images}`,
    );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
