/**
 * README: node bench/labels/run.mjs speed.ts [--n 1000,10000,50000] [--d 384] [--classes 10] [--threads 2] [--json]
 * Time of the first fit, and of the scores after one decision (a label, a deletion; median and p95 of 40), wall and
 * processor time, on generated embeddings with 9 % wrong labels.
 */
import { parseArgs } from 'node:util';
import { HeadFitter } from '../../src/engine/model/head/headFitter';
import { rejected } from '../../src/engine/model/head/headInput';
import { seededRandom } from '../../src/engine/model/head/random';
import { addNoise } from './noise';

const { values } = parseArgs({
  options: {
    n: { type: 'string', default: '1000,10000,50000' },
    d: { type: 'string', default: '384' },
    classes: { type: 'string', default: '10' },
    threads: { type: 'string', default: '2' },
    json: { type: 'boolean', default: false },
  },
});
const d = Number(values.d);
const classes = Number(values.classes);
const decisions = 40;

function generate(n: number): { embeddings: Float32Array; labels: Int32Array } {
  const random = seededRandom(1);
  const centres = Float32Array.from({ length: classes * d }, () => 0.35 * random());
  const labels = Int32Array.from({ length: n }, () => Math.floor(random() * classes));
  const embeddings = new Float32Array(new SharedArrayBuffer(n * d * 4));
  for (let row = 0; row < n; row++)
    for (let k = 0; k < d; k++)
      embeddings[row * d + k] = centres[labels[row] * d + k] + random() + random() + random() - 1;
  return { embeddings, labels };
}

async function measured<T>(work: () => Promise<T>): Promise<{ result: T; wall: number; cpu: number }> {
  const before = process.cpuUsage();
  const began = performance.now();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { result, wall: performance.now() - began, cpu: (user + system) / 1000 };
}

const quantile = (sorted: readonly number[], share: number): number => sorted[Math.floor(share * (sorted.length - 1))];

interface Times {
  /** Milliseconds of each decision, ascending. */
  readonly walls: readonly number[];
  readonly cpus: readonly number[];
}

/** Decides image by image. */
async function decide(fitter: HeadFitter, labelOf: (row: number) => number, from: number): Promise<Times> {
  const walls: number[] = [];
  const cpus: number[] = [];
  for (let row = from; row < from + decisions; row++) {
    const update = { rows: Int32Array.of(row), labels: Int32Array.of(labelOf(row)), trusted: Uint8Array.of(1) };
    const { wall, cpu } = await measured(() => fitter.update(update));
    walls.push(wall);
    cpus.push(cpu);
  }
  walls.sort((a, b) => a - b);
  cpus.sort((a, b) => a - b);
  return { walls, cpus };
}

function inWords({ walls, cpus }: Times): string {
  const [wall, worst, cpu, worstCpu] = [
    quantile(walls, 0.5),
    quantile(walls, 0.95),
    quantile(cpus, 0.5),
    quantile(cpus, 0.95),
  ].map((ms) => ms.toFixed(0));
  return `median ${wall} ms, p95 ${worst} ms (processor ${cpu}, ${worstCpu})`;
}

async function main(): Promise<void> {
  for (const n of values.n.split(',').map(Number)) {
    const { embeddings, labels: actual } = generate(n);
    const labels = addNoise(actual, classes, 'uniform', 0.09, 1);
    const fitter = new HeadFitter({ threads: Number(values.threads) });
    const first = await measured(() => fitter.fit({ embeddings, d, labels, classes }));
    const { method } = first.result;
    const relabelled = await decide(fitter, (row) => actual[row], 0);
    const deleted = await decide(fitter, () => rejected, decisions);
    const peakMB = process.resourceUsage().maxRSS / 1000;
    const told = { n, classes, fitMs: first.wall, labelMs: quantile(relabelled.walls, 0.5), peakMB };
    if (values.json) console.log(JSON.stringify(told));
    else
      console.log(
        `${n} x ${d} x ${classes} (${method}): first fit ${first.wall.toFixed(0)} ms (processor ${first.cpu.toFixed(0)}); ` +
          `one label: ${inWords(relabelled)}; one deletion: ${inWords(deleted)}`,
      );
    await fitter.dispose();
  }
}

void main();
