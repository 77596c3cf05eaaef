/**
 * bytes [FILES]: the groups of `fdupes -r -H -s` and ours on a folder of FILES files (10,000), cold and warm, side by
 * side. Needs fdupes; emptying the page cache needs root.
 */
import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scanFolder } from '../../src/engine/dataset/scan';
import { byteGroups } from '../../src/engine/findings/duplicates/byteGroups';
import { defaultKeepRule } from '../../src/engine/findings/duplicates/keepRule';
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

async function ours(): Promise<string[]> {
  const { files } = await scanFolder(root);
  const described = files.map((file) => ({ ...file, bytes: file.size }));
  const program = join(__dirname, 'hashThread.js');
  const { groups, failed } = await byteGroups(described, { root, program, threads: 2, rule: defaultKeepRule });
  if (failed.length > 0) throw new Error(`${failed.length} files could not be compared`);
  return canonical(groups.map(({ images }) => images.map(({ row }) => join(root, files[row].path))));
}

const canonical = (groups: string[][]): string[] => groups.map((group) => group.sort().join('\n')).sort();

async function time<T>(run: () => T | Promise<T>): Promise<[T, number]> {
  const start = performance.now();
  const result = await run();
  return [result, (performance.now() - start) / 1000];
}

async function main(): Promise<void> {
  makeFiles(root);
  contents.clear();
  for (const state of ['cold', 'warm'])
    for (let round = 1; round <= 3; round++) {
      const dropped = state === 'warm' || dropCaches();
      const [theirGroups, theirs] = await time(fdupes);
      if (state === 'cold') dropCaches();
      const [ourGroups, own] = await time(ours);
      const same = ourGroups.length === theirGroups.length && ourGroups.every((group, i) => group === theirGroups[i]);
      console.log(
        `${dropped ? state : 'cold (page cache kept: no permission)'} ${round}: fdupes ${theirs.toFixed(2)} s, winnow ${own.toFixed(2)} s, ` +
          `${ourGroups.length} groups, ${same ? 'the same' : `NOT THE SAME (${theirGroups.length})`}`,
      );
      if (!same) process.exitCode = 1;
    }
}

void main().finally(() => rmSync(root, { recursive: true }));
