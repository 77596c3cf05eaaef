/**
 * Scores the default settings beside the recipe on sheets with known boxes, both with two workers and their own
 * decoding. usage: node bench/collage/run.mjs SHEETS_DIR RECIPE.json [PROGRAM]; a box counts from IoU 0.7, one to one.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { iouOf, uprightBounds, type Box } from '../../src/core/boxes';
import { CollageSplitter } from '../../src/engine/collage/collageSplitter';

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

async function main(): Promise<void> {
  const [folder, recipeFile, program = resolve('dist/collageWorker.js')] = process.argv.slice(2);
  const truth = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8')) as Record<string, Truth>;
  const recipe = JSON.parse(readFileSync(recipeFile, 'utf8')) as {
    images: { path: string; boxes: [number, number, number, number][] }[];
  };
  const limits = { megapixels: 200, megabytes: 512, seconds: 60 };
  const splitter = new CollageSplitter({ program, size: 2, limits });
  const names = readdirSync(folder).filter((name) => name in truth);
  const start = performance.now();
  const results = await Promise.all(names.map((name) => splitter.splitFile(resolve(folder, name))));
  const seconds = (performance.now() - start) / 1000;
  await splitter.dispose();
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
  console.log(`${names.length} sheets in ${seconds.toFixed(2)} s with two workers, start-up and decoding included`);
}

void main();
