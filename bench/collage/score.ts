/**
 * Scores the default settings beside the recipe on sheets with known boxes, and times both in turns, each with up to
 * two workers and its own decoding. usage: node bench/collage/run.mjs SHEETS_DIR [ROUNDS]; a box counts from IoU 0.7, one
 * to one. PYTHON names the interpreter that has OpenCV.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { iouOf, uprightBounds, type Box } from '../../src/core/boxes';
import { CollageSplitter, type SplitResult } from '../../src/engine/collage/collageSplitter';
import { median } from '../../src/engine/collage/statistics';

interface Truth {
  readonly group: string;
  readonly boxes: readonly (readonly [number, number, number, number])[];
}

interface Tally {
  sheets: number;
  matched: number;
  found: number;
  wanted: number;
}

const ENOUGH = 0.7;

function toBox([x, y, width, height]: readonly [number, number, number, number]): Box {
  return { x, y, width, height };
}

/** Number of pairs, best overlap first, each box once. */
function matches(wanted: readonly Box[], found: readonly Box[]): number {
  const pairs = wanted.flatMap((a, i) => found.map((b, j) => ({ i, j, iou: iouOf(a, b) })));
  const used = { wanted: new Set<number>(), found: new Set<number>() };
  for (const { i, j } of pairs.filter((pair) => pair.iou >= ENOUGH).sort((a, b) => b.iou - a.iou)) {
    if (used.wanted.has(i) || used.found.has(j)) continue;
    used.wanted.add(i);
    used.found.add(j);
  }
  return used.wanted.size;
}

function add(tallies: Map<string, Tally>, group: string, wanted: readonly Box[], found: readonly Box[]): void {
  const tally = tallies.get(group) ?? { sheets: 0, matched: 0, found: 0, wanted: 0 };
  tally.sheets++;
  tally.matched += matches(wanted, found);
  tally.found += found.length;
  tally.wanted += wanted.length;
  tallies.set(group, tally);
}

function f1(tally: Tally | undefined): string {
  return tally ? ((2 * tally.matched) / Math.max(1, tally.found + tally.wanted)).toFixed(3) : '-';
}

interface Recipe {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** With the start of Python and the loading of OpenCV. */
  readonly wholeSeconds: number;
  readonly images: readonly { readonly path: string; readonly boxes: [number, number, number, number][] }[];
}

function runRecipe(folder: string): Recipe {
  const program = resolve('bench/collage/recipe.py');
  const out = join(folder, '..', 'recipe.json');
  const start = performance.now();
  const told = execFileSync(process.env.PYTHON ?? 'python3', [program, folder, out], { encoding: 'utf8' });
  const wholeSeconds = (performance.now() - start) / 1000;
  const { images } = JSON.parse(readFileSync(out, 'utf8')) as Pick<Recipe, 'images'>;
  return { ...(JSON.parse(told) as Pick<Recipe, 'seconds' | 'cpuSeconds'>), wholeSeconds, images };
}

interface Run {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly results: readonly SplitResult[];
}

/** Start of the workers included. */
async function runSplitter(files: readonly string[], program: string): Promise<Run> {
  const limits = { megapixels: 200, megabytes: 512, seconds: 60 };
  const splitter = new CollageSplitter({ program, size: 2, limits });
  const start = performance.now();
  const results = await Promise.all(files.map((file) => splitter.splitFile(file)));
  const seconds = (performance.now() - start) / 1000;
  const cpuSeconds = splitter.pids.reduce((sum, pid) => sum + cpuOf(pid), 0);
  await splitter.dispose();
  return { seconds, cpuSeconds, results };
}

/** User and system time of a running process in seconds, to a hundredth (Linux). */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function main(): Promise<void> {
  const [folder, rounds, program] = process.argv.slice(2);
  const truth = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8')) as Record<string, Truth>;
  const names = readdirSync(folder).filter((name) => name in truth);
  const files = names.map((name) => resolve(folder, name));
  const pairs: { recipe: Recipe; own: Run }[] = [];
  for (let round = 0; round < Number(rounds); round++) {
    pairs.push({ recipe: runRecipe(folder), own: await runSplitter(files, program) });
  }
  const [{ recipe, own }] = pairs;
  const { results } = own;
  const ours = new Map<string, Tally>();
  const theirs = new Map<string, Tally>();
  names.forEach((name, at) => {
    const { group, boxes } = truth[name];
    const result = results[at];
    add(ours, group, boxes.map(toBox), result.ok ? result.boxes.map(uprightBounds) : []);
    const other = recipe.images.find((image) => image.path === name);
    add(theirs, group, boxes.map(toBox), (other?.boxes ?? []).map(toBox));
  });
  console.log('group'.padEnd(18), 'sheets', 'recipe', 'default');
  for (const group of [...ours.keys()].sort()) {
    console.log(
      group.padEnd(18),
      String(ours.get(group)?.sheets).padEnd(6),
      f1(theirs.get(group)),
      ' ',
      f1(ours.get(group)),
    );
  }
  for (const pair of pairs) {
    const { seconds, cpuSeconds, wholeSeconds } = pair.recipe;
    console.log(
      `recipe ${seconds.toFixed(2)} s (cpu ${cpuSeconds.toFixed(2)}), ${wholeSeconds.toFixed(2)} s with its start; ` +
        `own ${pair.own.seconds.toFixed(2)} s (cpu ${pair.own.cpuSeconds.toFixed(2)}) with its start`,
    );
  }
  const ratio = (of: (pair: (typeof pairs)[number]) => number) => median(pairs.map(of)).toFixed(2);
  console.log(
    `${names.length} sheets, own by recipe, medians: wall ${ratio((pair) => pair.own.seconds / pair.recipe.seconds)}, ` +
      `with both starts ${ratio((pair) => pair.own.seconds / pair.recipe.wholeSeconds)}, ` +
      `cpu ${ratio((pair) => pair.own.cpuSeconds / pair.recipe.cpuSeconds)}`,
  );
}

void main();
