/**
 * bytes [FILES] [--rounds 5] [--json]: the groups of `fdupes -r -H -s` and of the whole command line on a folder of FILES
 * files (10,000), cold (the page cache and ours empty) and warm, side by side, and `jdupes` where it is installed. Needs
 * fdupes and `npm run build`; emptying the page cache needs root.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom } from './transformations';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '5' }, json: { type: 'boolean', default: false } },
});
const count = Number(positionals[0] ?? 10_000);
const rounds = Number(values.rounds);
const say = (text: string): void => (values.json ? undefined : console.log(text));

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

function groupsOf(program: string, options: readonly string[]): string[] {
  const text = execFileSync(program, [...options, root], { encoding: 'utf8', maxBuffer: 1 << 30 });
  const groups = text.trim().split('\n\n');
  return canonical(groups.map((group) => group.split('\n')));
}

const others = {
  fdupes: () => groupsOf('fdupes', ['-r', '-H', '-s', '-q']),
  jdupes: () => groupsOf('jdupes', ['-r', '-H', '-s', '-q', '-z']),
};

function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
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
    // What else this machine knows of datasets is not part of the work.
    env: { ...process.env, XDG_STATE_HOME: join(caches, 'state') },
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

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Median seconds of each program; they take turns, so that other load falls on all. */
function compare(state: 'cold' | 'warm'): Record<string, number> {
  const seconds: Record<string, number[]> = {};
  for (let round = 1; round <= rounds; round++) {
    const cache = state === 'warm' ? caches : mkdtempSync(join(caches, 'cold-'));
    const programs = { fdupes: others.fdupes, winnow: () => ours(cache), ...(withJdupes && { jdupes: others.jdupes }) };
    let expected: string[] | undefined;
    const told: string[] = [];
    for (const [name, run] of Object.entries(programs)) {
      const dropped = state === 'warm' || dropCaches();
      const [groups, elapsed] = time(run);
      (seconds[name] ??= []).push(elapsed);
      expected ??= groups;
      const same = groups.length === expected.length && groups.every((group, i) => group === expected?.[i]);
      told.push(
        `${name} ${elapsed.toFixed(2)} s${same ? '' : ' NOT THE SAME'}${dropped ? '' : ' (not cold: no permission)'}`,
      );
      if (!same) process.exitCode = 1;
    }
    say(`${state} ${round}: ${told.join(', ')}, ${expected?.length} groups`);
  }
  const medians = Object.fromEntries(Object.entries(seconds).map(([name, all]) => [name, median(all)]));
  const ratio = median(seconds.winnow.map((own, i) => own / seconds.fdupes[i]));
  say(`${state}, median: ${JSON.stringify(medians)}, winnow by fdupes, pair by pair: ${ratio.toFixed(2)}`);
  if (!values.json && (state === 'cold' ? ratio > 1 : medians.winnow >= 1)) process.exitCode = 1;
  return { ...medians, ratio };
}

const withJdupes = isInstalled('jdupes');
const caches = mkdtempSync(join(tmpdir(), 'winnow-bytes-cache-'));
try {
  makeFiles(root);
  contents.clear();
  // What was written just now might be written again within the same tick of the clock: it is not remembered.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2500);
  const cold = compare('cold');
  ours(caches);
  const warm = compare('warm');
  if (values.json) console.log(JSON.stringify({ files: count, cold, warm }));
} finally {
  rmSync(root, { recursive: true });
  rmSync(caches, { recursive: true });
}
