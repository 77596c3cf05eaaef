/**
 * bytes [FILES]: the groups of `fdupes -r -H -s` and of the whole command line on a folder of FILES files (10,000),
 * cold (the page cache and ours empty) and warm, side by side. Needs fdupes and `npm run build`; emptying the page
 * cache needs root.
 */
import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from './transformations';

const count = Number(process.argv[2] ?? 10_000);

/** Files of photographs' sizes: a third are copies, many share a size or a first page without being equal. */
function makeFiles(root: string): void {
  const random = seededRandom(1);
  const bytes = (size: number): Buffer => Buffer.from(Array.from({ length: size }, () => Math.floor(random() * 256)));
  const made: string[] = [];
  const head = bytes(4096);
  for (let i = 0; i < count; i++) {
    const folder = join(root, `class-${i % 20}`);
    if (i < 20) mkdirSync(folder);
    const path = join(folder, `${i}.jpg`);
    const kind = random();
    const other = made[Math.floor(random() * made.length)];
    if (kind < 0.33 && other) writeFileSync(path, contents.get(other)!);
    else if (kind < 0.34 && other) linkSync(other, path);
    else if (kind < 0.35 && other) symlinkSync(other, path);
    else {
      const size = kind < 0.36 ? 0 : 500 + Math.floor(random() * 60) * 500;
      const data = kind < 0.5 ? Buffer.concat([head, bytes(size)]) : bytes(size);
      contents.set(path, data);
      made.push(path);
      writeFileSync(path, data);
    }
  }
}

const contents = new Map<string, Buffer>();
const root = mkdtempSync(join(process.env['WINNOW_BENCH_DIR'] ?? tmpdir(), 'winnow-bytes-'));

function dropCaches(): boolean {
  try {
    execFileSync('sync');
    writeFileSync('/proc/sys/vm/drop_caches', '3');
    return true;
  } catch {
    return false;
  }
}

function fdupes(): string[] {
  const text = execFileSync('fdupes', ['-r', '-H', '-s', '-q', root], { encoding: 'utf8', maxBuffer: 1 << 30 });
  return canonical(
    text
      .trim()
      .split('\n\n')
      .map((group) => group.split('\n')),
  );
}

interface Found {
  readonly groups: readonly { readonly images: readonly { readonly path: string }[] }[];
  readonly failed: readonly unknown[];
}

function ours(cache: string): string[] {
  const options = ['--kind', 'bytes', '--layout', 'classes', '--json', '--cache', cache];
  const text = execFileSync(process.execPath, ['dist/cli.js', 'duplicates', root, ...options], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  const { groups, failed } = JSON.parse(text) as Found;
  if (failed.length > 0) throw new Error(`${failed.length} files could not be compared`);
  return canonical(groups.map(({ images }) => images.map(({ path }) => join(root, path))));
}

const canonical = (groups: string[][]): string[] => groups.map((group) => group.sort().join('\n')).sort();

function time<T>(run: () => T): [T, number] {
  const start = performance.now();
  const result = run();
  return [result, (performance.now() - start) / 1000];
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

function compare(state: 'cold' | 'warm', rounds: number): void {
  const seconds = { fdupes: [] as number[], winnow: [] as number[] };
  for (let round = 1; round <= rounds; round++) {
    const cache = state === 'warm' ? caches : mkdtempSync(join(caches, 'cold-'));
    const dropped = state === 'warm' || dropCaches();
    const [theirGroups, theirs] = time(fdupes);
    if (state === 'cold') dropCaches();
    const [ourGroups, own] = time(() => ours(cache));
    seconds.fdupes.push(theirs);
    seconds.winnow.push(own);
    const same = ourGroups.length === theirGroups.length && ourGroups.every((group, i) => group === theirGroups[i]);
    const how = dropped ? state : 'cold (page cache kept: no permission)';
    console.log(
      `${how} ${round}: fdupes ${theirs.toFixed(2)} s, winnow ${own.toFixed(2)} s, ` +
        `${ourGroups.length} groups, ${same ? 'the same' : `NOT THE SAME (${theirGroups.length})`}`,
    );
    if (!same) process.exitCode = 1;
  }
  const [theirs, own] = [median(seconds.fdupes), median(seconds.winnow)];
  console.log(
    `${state}, median: fdupes ${theirs.toFixed(2)} s, winnow ${own.toFixed(2)} s, ratio ${(own / theirs).toFixed(2)}`,
  );
  if (state === 'cold' ? own > theirs : own >= 1) process.exitCode = 1;
}

const caches = mkdtempSync(join(tmpdir(), 'winnow-bytes-cache-'));
try {
  makeFiles(root);
  contents.clear();
  // What was written just now might be written again within the same tick of the clock: it is not remembered.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2500);
  compare('cold', 5);
  ours(caches);
  compare('warm', 5);
} finally {
  rmSync(root, { recursive: true });
  rmSync(caches, { recursive: true });
}
