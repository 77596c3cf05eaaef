/** A table of predictions, read and scored: seconds, processor seconds and memory, beside pandas reading the same file. */
import { spawnSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPredictions } from '../../src/engine/predictions/readPredictions';
import { scorePredictions } from '../../src/engine/predictions/scorePredictions';

const [rows = 1_000_000, width = 10] = process.argv.slice(2).map(Number);
const classes = Array.from({ length: width }, (_, i) => `class-${String(i).padStart(3, '0')}`);
const pathOf = (row: number): string => `${classes[row % width]}/image-${row}.jpg`;

async function write(path: string): Promise<void> {
  const file = createWriteStream(path);
  file.write(`file,${classes.join(',')}\n`);
  for (let row = 0; row < rows; row++) {
    const own = row % 50 === 0 ? (row + 1) % width : row % width;
    const line = `${pathOf(row)},${classes.map((_, i) => (i === own ? 0.91 : 0.09 / (width - 1)).toFixed(6)).join(',')}\n`;
    if (!file.write(line)) await new Promise<void>((resolve) => file.once('drain', () => resolve()));
  }
  await new Promise<void>((resolve) => file.end(() => resolve()));
}

async function measured<T>(what: string, work: () => T | Promise<T>): Promise<T> {
  const began = performance.now();
  const cpu = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (performance.now() - began) / 1000;
  console.log(`${what}: ${seconds.toFixed(2)} s, processor ${((user + system) / 1e6).toFixed(2)} s`);
  return result;
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'winnow-predictions-'));
  try {
    const path = join(folder, 'predictions.csv');
    await write(path);
    console.log(`${rows} rows, ${width} classes, ${((await stat(path)).size / 1e6).toFixed(0)} MB of CSV`);
    const given = Int32Array.from({ length: rows }, (_, row) => row % width);
    const paths = Array.from({ length: rows }, (_, row) => pathOf(row));
    const images = { root: '/data/set', paths, before: new Map<number, string>(), unreadable: [], classes, given };
    const columns = {
      ...{ file: 'file', logits: false, classes },
      scores: classes.map((name) => ({ column: name, class: name })),
    };
    const { table } = await measured('read', () => readPredictions(path, columns, images));
    const input = { labels: given, trusted: new Uint8Array(rows), classes: width, outOfSample: true };
    const probabilities = table.probabilities(rows, width);
    const scores = await measured('score', () => scorePredictions(table, probabilities, input));
    console.log(`suspicious: ${scores.suspicious.reduce((sum, one) => sum + one, 0)} of ${rows}`);
    console.log(`most memory: ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`);
    const script = `import time, resource, pandas
began = time.time(); table = pandas.read_csv(${JSON.stringify(path)})
print("pandas.read_csv: %.2f s, processor %.2f s, most memory %d MB" % (time.time() - began, time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))`;
    const python = spawnSync('/usr/bin/python3', ['-c', script], { encoding: 'utf8' });
    console.log(python.status === 0 ? python.stdout.trim() : 'pandas: SKIPPED, it is not installed.');
  } finally {
    await rm(folder, { recursive: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
