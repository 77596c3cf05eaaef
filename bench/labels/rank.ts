/**
 * README: node bench/labels/run.mjs rank.ts EMBEDDINGS_DIR… [--input cover-96,squash-96+cover-96] [--seeds 4] [--alone]
 * Moves labels with a seed, ranks them with Winnow's head and with scikit-learn + cleanlab's formulas (rank.py) on the
 * same embeddings, and prints recall among the first N, average precision, and recall and precision of the flags.
 * EMBEDDINGS_DIR comes from embed.mjs (labels are moved here) or synthetic.py (which brings noisy-*.i32).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { HeadModel } from '../../src/engine/model/head/headModel';
import { SoloTeam } from '../../src/engine/model/head/rowTeam';
import { measureRanking } from './measures';
import { addNoise } from './noise';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    input: { type: 'string', default: 'cover-96' },
    seeds: { type: 'string', default: '4' },
    alone: { type: 'boolean', default: false },
  },
});
const scratch = mkdtempSync(join(tmpdir(), 'winnow-rank-'));
const bytesOf = (path: string): ArrayBuffer => new Uint8Array(readFileSync(path)).buffer;
const script = join(process.cwd(), 'bench/labels/rank.py');

/** One input, or several joined by + into one wider embedding, each part scaled to length 1. */
function readEmbeddings(folder: string, input: string, n: number): Float32Array {
  const pieces = input.split('+').map((name) => new Float32Array(bytesOf(join(folder, `${name}.f32`))));
  if (pieces.length === 1) return pieces[0];
  const widths = pieces.map((piece) => piece.length / n);
  const width = widths.reduce((sum, value) => sum + value, 0);
  const joined = new Float32Array(n * width);
  for (let row = 0; row < n; row++) {
    let at = row * width;
    pieces.forEach((piece, p) => {
      const values = piece.subarray(row * widths[p], (row + 1) * widths[p]);
      const length = Math.hypot(...values);
      for (const value of values) joined[at++] = value / Math.max(length, 1e-12);
    });
  }
  return joined;
}

interface Case {
  readonly name: string;
  readonly seed: number;
  readonly noisy: Int32Array;
}

function casesOf(folder: string, labels: Int32Array, classes: number): Case[] {
  const given = readdirSync(folder).filter((file) => /^noisy-.*\.i32$/.test(file));
  if (given.length > 0)
    return given.map((file) => ({ name: file, seed: 1, noisy: new Int32Array(bytesOf(join(folder, file))) }));
  const kinds = [
    { kind: 'uniform', share: 0.05 },
    { kind: 'asymmetric', share: 0.1 },
    { kind: 'asymmetric', share: 0.2 },
  ] as const;
  return kinds.flatMap(({ kind, share }) =>
    Array.from({ length: Number(values.seeds) }, (_, index) => ({
      name: `${kind} ${share * 100} %`,
      seed: index + 1,
      noisy: addNoise(labels, classes, kind, share, index + 1),
    })),
  );
}

const mean = (rows: number[][]): string =>
  rows[0].map((_, column) => (rows.reduce((sum, row) => sum + row[column], 0) / rows.length).toFixed(3)).join('  ');

console.log('mean over seeds of: recall@N  average precision  flag recall  flag precision  seconds');
const team = new SoloTeam();
for (const folder of positionals) {
  const meta = JSON.parse(readFileSync(join(folder, 'meta.json'), 'utf8')) as { n: number; classes: string[] };
  const classes = meta.classes.length;
  const labels = new Int32Array(bytesOf(join(folder, 'labels.i32')));
  const inputs = existsSync(join(folder, 'cover-0.f32')) ? ['cover-0'] : values.input.split(',');
  for (const input of inputs) {
    const embeddings = readEmbeddings(folder, input, meta.n);
    const path = join(scratch, 'embeddings.f32');
    writeFileSync(path, embeddings);
    const cases = casesOf(folder, labels, classes);
    const own = cases.map(({ noisy, seed }) => {
      const began = performance.now();
      const scores = new HeadModel(team, {
        embeddings,
        d: embeddings.length / meta.n,
        labels: noisy,
        classes,
        seed,
      }).fit();
      const seconds = (performance.now() - began) / 1000;
      return [...Object.values(measureRanking(scores.margin, scores.suspicious, noisy, labels)), seconds];
    });
    const jobs = cases.map(({ noisy, seed }, index) => {
      const file = join(scratch, `noisy-${index}.i32`);
      writeFileSync(file, noisy);
      return { embeddings: path, labels: join(folder, 'labels.i32'), noisy: file, n: meta.n, classes, seed };
    });
    writeFileSync(join(scratch, 'cases.json'), JSON.stringify(jobs));
    const reference: number[][] = values.alone ? [] : referenceResults();
    for (const name of new Set(cases.map((one) => one.name))) {
      const chosen = [...cases.keys()].filter((index) => cases[index].name === name);
      console.log(`${basename(folder)} ${input} ${name}`);
      console.log(`  winnow        ${mean(chosen.map((index) => own[index]))}`);
      if (!values.alone) console.log(`  scikit-learn  ${mean(chosen.map((index) => reference[index]))}`);
    }
  }
}
rmSync(scratch, { recursive: true });

function referenceResults(): number[][] {
  const run = spawnSync('/usr/bin/python3', [script, join(scratch, 'cases.json')], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`rank.py failed: ${run.stderr}`);
  return run.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as number[]);
}
