/**
 * README: node bench/sorting/run.mjs rejects.ts SEA_DIR KINDS_DIR [--kinds garbage,trilobite] [--thrown 3,5,10] [--seeds 4]
 *   [--input cover-96]
 * Hides all images of one class of KINDS_DIR among the images of SEA_DIR, with random labels of its classes, throws a few
 * of them out, and prints the average precision with which the rest of the kind is found: by likeness to what was thrown
 * out, and by the reject class of the head. Both folders come from bench/labels/embed.mjs.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { rejected } from '../../src/engine/model/head/headInput';
import { HeadModel } from '../../src/engine/model/head/headModel';
import { seededRandom, shuffle } from '../../src/engine/model/head/random';
import { SoloTeam } from '../../src/engine/model/head/rowTeam';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kinds: { type: 'string', default: 'garbage,trilobite' },
    thrown: { type: 'string', default: '3,5,10' },
    seeds: { type: 'string', default: '4' },
    input: { type: 'string', default: 'cover-96' },
  },
});
const bytesOf = (path: string): ArrayBuffer => new Uint8Array(readFileSync(path)).buffer;

function read(folder: string): { embeddings: Float32Array; labels: Int32Array; classes: string[]; d: number } {
  const { n, classes } = JSON.parse(readFileSync(join(folder, 'meta.json'), 'utf8')) as {
    n: number;
    classes: string[];
  };
  const embeddings = new Float32Array(bytesOf(join(folder, `${values.input}.f32`)));
  return { embeddings, labels: new Int32Array(bytesOf(join(folder, 'labels.i32'))), classes, d: embeddings.length / n };
}

function averagePrecision(scoreOf: (row: number) => number, rows: number[], isGood: (row: number) => boolean): number {
  const order = rows.toSorted((a, b) => scoreOf(b) - scoreOf(a));
  let hits = 0;
  let sum = 0;
  order.forEach((row, place) => {
    if (isGood(row)) sum += ++hits / (place + 1);
  });
  return sum / hits;
}

const [sea, kinds] = [read(positionals[0]), read(positionals[1])];
const { d } = sea;

function trial(kind: string, thrown: number, seed: number): [likeness: number, head: number] {
  const random = seededRandom(seed);
  const wanted = kinds.classes.indexOf(kind);
  const rows = [...kinds.labels.keys()].filter((row) => kinds.labels[row] === wanted);
  const own = sea.labels.length;
  const classes = sea.classes.length;
  const embeddings = new Float32Array((own + rows.length) * d);
  embeddings.set(sea.embeddings);
  rows.forEach((row, i) => embeddings.set(kinds.embeddings.subarray(row * d, (row + 1) * d), (own + i) * d));
  const labels = Int32Array.from({ length: own + rows.length }, (_, row) =>
    row < own ? sea.labels[row] : Math.floor(random() * classes),
  );
  const out = shuffle(
    Int32Array.from(rows, (_, i) => own + i),
    random,
  ).slice(0, thrown);
  const model = new HeadModel(new SoloTeam(), { embeddings, d, labels, classes, seed });
  model.fit();
  const { reject, probabilities } = model.update({
    rows: out,
    labels: new Int32Array(thrown).fill(rejected),
    trusted: new Uint8Array(thrown),
  });
  const rest = [...labels.keys()].filter((row) => !out.includes(row));
  const isGood = (row: number): boolean => row >= own;
  const column = (row: number): number => probabilities.values[row * probabilities.width + classes];
  return [averagePrecision((row) => reject[row], rest, isGood), averagePrecision(column, rest, isGood)];
}

console.log('kind  thrown out  likeness  reject class of the head (average precision of the rest)');
for (const kind of values.kinds.split(','))
  for (const thrown of values.thrown.split(',').map(Number)) {
    const runs = Array.from({ length: Number(values.seeds) }, (_, i) => trial(kind, thrown, i + 1));
    const mean = (which: 0 | 1): string => (runs.reduce((sum, run) => sum + run[which], 0) / runs.length).toFixed(3);
    console.log(`${kind}  ${thrown}  ${mean(0)}  ${mean(1)}`);
  }
