/**
 * README: node bench/sorting/run.mjs precision.ts EMBEDDINGS_DIR… [--target 0.95] [--examples 10,25,50,100] [--seeds 10]
 *   [--input cover-96] [--one-against-rest garbage] [--withhold garbage]
 * Draws some images of each class as examples, takes the rest for a pile, proposes a class for each of its images and
 * accepts down to the target precision. Prints, as means over the seeds: the share accepted, its precision (mean of
 * runs, and of all accepted images together), the lowest precision of a run, how much of the pile was held back as
 * unknown, and the largest share that could have been accepted at the target by somebody who knows the truth.
 * EMBEDDINGS_DIR comes from bench/labels/embed.mjs. --one-against-rest makes two classes of it; --withhold labels no
 * image of that class, so that all of its images in the pile are strange.
 */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { HeadModel } from '../../src/engine/model/head/headModel';
import { Kernel } from '../../src/engine/model/head/kernel';
import { seededRandom, shuffle } from '../../src/engine/model/head/random';
import { SoloTeam } from '../../src/engine/model/head/rowTeam';
import { acceptedAtPrecision, proposeClasses } from '../../src/engine/sorting/proposals';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    target: { type: 'string', default: '0.95' },
    examples: { type: 'string', default: '10,25,50,100' },
    seeds: { type: 'string', default: '10' },
    input: { type: 'string', default: 'cover-96' },
    'one-against-rest': { type: 'string' },
    withhold: { type: 'string' },
  },
});
const target = Number(values.target);
const seeds = Number(values.seeds);
const bytesOf = (path: string): ArrayBuffer => new Uint8Array(readFileSync(path)).buffer;

interface Labelled {
  readonly embeddings: Float32Array;
  readonly d: number;
  /** True class of each image; `classes` and above: of a class that nobody labelled. */
  readonly actual: Int32Array;
  readonly classes: number;
}

function read(folder: string): Labelled {
  const meta = JSON.parse(readFileSync(join(folder, 'meta.json'), 'utf8')) as { n: number; classes: string[] };
  const embeddings = new Float32Array(bytesOf(join(folder, `${values.input}.f32`)));
  const labels = new Int32Array(bytesOf(join(folder, 'labels.i32')));
  const d = embeddings.length / meta.n;
  const indexOf = (name: string): number => {
    const index = meta.classes.indexOf(name);
    if (index < 0) throw new Error(`${folder} has no class ${name}`);
    return index;
  };
  if (values['one-against-rest'] !== undefined) {
    const one = indexOf(values['one-against-rest']);
    return { embeddings, d, actual: labels.map((label) => (label === one ? 1 : 0)), classes: 2 };
  }
  if (values.withhold !== undefined) {
    const none = indexOf(values.withhold);
    const last = meta.classes.length - 1;
    const actual = labels.map((label) => (label === none ? last : label > none ? label - 1 : label));
    return { embeddings, d, actual, classes: last };
  }
  return { embeddings, d, actual: labels, classes: meta.classes.length };
}

/** The first `examples` of each class in a seeded order (at most 60 % of a class), all others unlabelled. */
function drawExamples({ actual, classes }: Labelled, examples: number, seed: number): Int32Array {
  const sizes = new Int32Array(classes + 1);
  for (const label of actual) sizes[label]++;
  const taken = new Int32Array(classes);
  const labels = new Int32Array(actual.length).fill(-1);
  for (const row of shuffle(Int32Array.from(actual.keys()), seededRandom(seed * 77))) {
    const label = actual[row];
    if (label >= classes || taken[label] >= Math.min(examples, Math.floor(0.6 * sizes[label]))) continue;
    labels[row] = label;
    taken[label]++;
  }
  return labels;
}

const kernel = new Kernel();
const team = new SoloTeam();

interface Outcome {
  readonly pile: number;
  readonly accepted: number;
  readonly right: number;
  readonly unknown: number;
  readonly unknownRight: number;
  readonly strange: number;
  readonly possible: number;
  readonly seconds: number;
}

function sortOnce(set: Labelled, examples: number, seed: number): Outcome {
  const { embeddings, d, actual, classes } = set;
  const labels = drawExamples(set, examples, seed);
  const began = performance.now();
  const scores = new HeadModel(team, { embeddings, d, labels, classes, seed }).fit();
  const pile = Int32Array.from(labels.keys()).filter((row) => labels[row] < 0);
  const groups = Int32Array.from(labels.keys());
  const proposals = proposeClasses({ kernel, embeddings, d, labels, groups, classes, pile, scores });
  const accepted = acceptedAtPrecision(proposals, target);
  const seconds = (performance.now() - began) / 1000;
  const isRight = (i: number): number => (proposals.predicted[i] === actual[pile[i]] ? 1 : 0);
  let right = 0;
  let possible = 0;
  let sum = 0;
  proposals.order.forEach((i, at) => {
    sum += isRight(i);
    if (at < accepted) right = sum;
    if (sum >= target * (at + 1)) possible = at + 1;
  });
  const held = [...proposals.unknown.keys()].filter((i) => proposals.unknown[i] === 1);
  return {
    pile: pile.length,
    accepted,
    right,
    unknown: held.length,
    unknownRight: held.filter((i) => actual[pile[i]] >= classes).length,
    strange: [...pile].filter((row) => actual[row] >= classes).length,
    possible,
    seconds,
  };
}

const mean = (numbers: number[]): number => numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
const total = (outcomes: Outcome[], key: keyof Outcome): number => outcomes.reduce((sum, one) => sum + one[key], 0);
const three = (value: number): string => (Number.isNaN(value) ? '  -  ' : value.toFixed(3));

for (const folder of positionals) {
  const set = read(folder);
  const how = values['one-against-rest']
    ? `, ${values['one-against-rest']} against the rest`
    : values.withhold
      ? `, ${values.withhold} not labelled`
      : '';
  console.log(`${basename(folder)}${how}: target precision ${target}, ${seeds} seeds`);
  console.log('examples  accepted  precision  of all  worst  runs>0  possible  unknown  strange found/wrong  seconds');
  for (const examples of values.examples.split(',').map(Number)) {
    const outcomes = Array.from({ length: seeds }, (_, i) => sortOnce(set, examples, i + 1));
    const some = outcomes.filter(({ accepted }) => accepted > 0);
    const precisions = some.map(({ right, accepted }) => right / accepted);
    const strange = total(outcomes, 'strange');
    const found = total(outcomes, 'unknownRight');
    console.log(
      [
        String(examples).padEnd(8),
        three(total(outcomes, 'accepted') / total(outcomes, 'pile')).padEnd(8),
        three(mean(precisions)).padEnd(9),
        three(total(some, 'right') / total(some, 'accepted')).padEnd(6),
        three(Math.min(...precisions)),
        String(some.length).padEnd(6),
        three(total(outcomes, 'possible') / total(outcomes, 'pile')).padEnd(8),
        three(total(outcomes, 'unknown') / total(outcomes, 'pile')).padEnd(7),
        `${three(found / strange)} / ${three((total(outcomes, 'unknown') - found) / (total(outcomes, 'pile') - strange))}`.padEnd(
          19,
        ),
        mean(outcomes.map(({ seconds }) => seconds)).toFixed(2),
      ].join('  '),
    );
  }
}
