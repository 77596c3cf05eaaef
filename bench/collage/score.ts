/**
 * Scores `winnow split` with its default settings beside the recipe on sheets with known boxes, and times the commands in
 * turns, from start to end, each with its own decoding: the recipe as a plain loop, in which OpenCV takes the cores it
 * wants, and spread over two threads. usage: node bench/collage/run.mjs SHEETS_DIR [ROUNDS] (run `npm run build` before);
 * a box counts from IoU 0.7, one to one. PYTHON names the interpreter that has OpenCV. Linux only.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { iouOf, type Box } from '../../src/core/boxes';
import { median } from '../../src/engine/collage/statistics';

type Rectangle = readonly [x: number, y: number, width: number, height: number];

interface Truth {
  readonly group: string;
  readonly boxes: readonly Rectangle[];
}

interface Tally {
  sheets: number;
  matched: number;
  found: number;
  wanted: number;
}

const ENOUGH = 0.7;

function toBox([x, y, width, height]: Rectangle): Box {
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

/** What both commands print. */
interface Found {
  readonly images: readonly { readonly path: string; readonly boxes: readonly Rectangle[] }[];
}

/** One run of a command, from start to end. */
interface Run {
  readonly seconds: number;
  /** Of all its processes. */
  readonly cpuSeconds: number;
  readonly found: Found;
}

function run(program: string, args: readonly string[]): Run {
  const [start, cpu] = [performance.now(), cpuOfChildren()];
  const text = execFileSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 30 });
  const seconds = (performance.now() - start) / 1000;
  return { seconds, cpuSeconds: cpuOfChildren() - cpu, found: JSON.parse(text) as Found };
}

/** User and system time of all ended children, to a hundredth of a second. */
function cpuOfChildren(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

function tallied(truth: Readonly<Record<string, Truth>>, { images }: Found): Map<string, Tally> {
  const found = new Map(images.map(({ path, boxes }) => [path, boxes]));
  const tallies = new Map<string, Tally>();
  for (const [name, { group, boxes }] of Object.entries(truth))
    add(tallies, group, boxes.map(toBox), (found.get(name) ?? []).map(toBox));
  return tallies;
}

function main(): void {
  const [folder, rounds] = process.argv.slice(2);
  const truth = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8')) as Record<string, Truth>;
  const python = process.env.PYTHON ?? 'python3';
  const runs = Array.from({ length: Number(rounds) }, () => ({
    loop: run(python, ['bench/collage/recipe.py', folder]),
    threads: run(python, ['bench/collage/recipe.py', folder, '--threads', '2']),
    own: run(process.execPath, ['dist/cli.js', 'split', folder, '--json', '--quiet']),
  }));
  const ours = tallied(truth, runs[0].own.found);
  const theirs = tallied(truth, runs[0].loop.found);
  console.log('group'.padEnd(18), 'sheets', 'recipe', 'default');
  for (const group of [...ours.keys()].sort()) {
    const sheets = String(ours.get(group)?.sheets).padEnd(6);
    console.log(group.padEnd(18), sheets, f1(theirs.get(group)), ' ', f1(ours.get(group)));
  }
  const told = ({ seconds, cpuSeconds }: Run) => `${seconds.toFixed(2)} s (cpu ${cpuSeconds.toFixed(2)})`;
  for (const { loop, threads, own } of runs)
    console.log(`recipe ${told(loop)}, in two threads ${told(threads)}; own ${told(own)}`);
  const ratio = (of: (one: (typeof runs)[number]) => number) => median(runs.map(of)).toFixed(2);
  console.log(
    `${Object.keys(truth).length} sheets, own by recipe, medians: wall ${ratio(({ own, loop }) => own.seconds / loop.seconds)}, ` +
      `in two threads ${ratio(({ own, threads }) => own.seconds / threads.seconds)}, ` +
      `cpu ${ratio(({ own, loop }) => own.cpuSeconds / loop.cpuSeconds)}`,
  );
}

main();
