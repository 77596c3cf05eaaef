/** Accuracy of a linear probe against images/s, by input size and crop, of the bundled model. Run by run.mjs. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { Engine } from '../../src/engine/engine';
import { readModel, type Model } from '../../src/engine/model/modelCard';
import { tryBackend } from '../../src/engine/model/backends/trial';
import { engineSettings } from '../../src/protocol/settings';
import { probeAccuracy } from './probe';
import { roundWeights } from './roundWeights';

const sizes = [64, 96, 128];
const examples = [10, 50];
const seeds = [1, 2, 3, 4, 5];
const [programs, what, ...folders] = process.argv.slice(2);
const call = { report: () => undefined, signal: new AbortController().signal };

async function main(): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'winnow-bench-'));
  try {
    const bundled = await readModel(join(programs, '..', 'media', 'backbone', 'card.json'));
    if (what === 'weights') return await compareWeights(bundled, work);
    for (const size of sizes)
      for (const crop of ['cover', 'squash'] as const) {
        const card = join(work, `${size}-${crop}.json`);
        const input = { ...bundled.card.input, size, crop };
        await writeFile(card, JSON.stringify({ ...bundled.card, file: relative(work, bundled.path), input }));
        const model = await readModel(card);
        const parts = { program: join(programs, 'compute.js'), model, threads: 1 };
        const rates: number[] = [];
        for (let round = 0; crop === 'cover' && round < 5; round++) {
          const { trial } = await tryBackend(parts, 'cpu', call.signal);
          if (trial.kind === 'measured') rates.push(trial.imagesPerSecond);
        }
        for (const folder of folders) report(folder, size, crop, await accuracies(folder, card, work), rates);
      }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The bundled model with its weights as they are, and rounded as smaller files would hold them. */
async function compareWeights(bundled: Model, work: string): Promise<void> {
  const onnx = await readFile(bundled.path);
  for (const precision of ['fp32', 'fp16', 'int8'] as const) {
    const bytes = precision === 'fp32' ? onnx : roundWeights(onnx, precision);
    await writeFile(join(work, `${precision}.onnx`), bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const card = join(work, `${precision}.json`);
    await writeFile(card, JSON.stringify({ ...bundled.card, file: `${precision}.onnx`, sha256 }));
    for (const folder of folders) report(folder, 96, precision, await accuracies(folder, card, work), []);
  }
}

/** Mean accuracy over seeds, for each number of examples a class, on the images that did not train the probe. */
async function accuracies(folder: string, card: string, work: string): Promise<number[]> {
  const settings = engineSettings.parse({
    model: card,
    cacheFolder: join(work, 'cache'),
    stateFolder: join(work, 'state'),
  });
  const engine = new Engine({ programs, ...settings, onEvent: () => undefined });
  try {
    const session = await engine.open(folder, { readOnly: true, note: () => undefined, ...call });
    await session.preparation.index(call);
    const { embeddings, labels, d, classes } = session.ranker.input();
    return examples.map((n) => {
      const all = seeds.map((seed) => probeAccuracy({ embeddings, labels, d, classes }, n, seed));
      return all.reduce((sum, one) => sum + one, 0) / all.length;
    });
  } finally {
    await engine.dispose();
  }
}

function report(folder: string, size: number, crop: string, found: readonly number[], rates: readonly number[]): void {
  const figures = found.map((accuracy, i) => `${examples[i]} a class: ${accuracy.toFixed(3)}`).join('  ');
  const best =
    rates.length > 0 ? `  ${Math.round(Math.max(...rates))} images/s on one thread (best of ${rates.length})` : '';
  console.log(`${basename(folder).padEnd(12)} ${String(size).padStart(3)} px ${crop.padEnd(6)}  ${figures}${best}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
