/**
 * listing [FILES] [--rounds 5] [--json]: what the grid needs to list a dataset of FILES files (100,000) in 20 folders,
 * beside a plain readdir loop (names only) and one that asks for each file's size and time as well, warm, in turns.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { scanFolder } from '../../src/engine/dataset/scan';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '5' }, json: { type: 'boolean', default: false } },
});
const count = Number(positionals[0] ?? 100_000);
const folders = 20;
const root = mkdtempSync(join(tmpdir(), 'winnow-listing-'));

function plainLoop(look: (path: string) => unknown): number {
  let files = 0;
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) visit(path);
      else {
        look(path);
        files++;
      }
    }
  };
  visit(root);
  return files;
}

const programs = {
  winnow: async () => (await scanFolder(root)).files.length,
  readdir: async () => plainLoop(() => undefined),
  readdirAndStat: async () => plainLoop((path) => statSync(path)),
};

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

async function main(): Promise<void> {
  for (let i = 0; i < folders; i++) mkdirSync(join(root, `class-${i}`));
  for (let i = 0; i < count; i++)
    writeFileSync(join(root, `class-${i % folders}`, `${String(i).padStart(7, '0')}.jpg`), '');
  const seconds: Record<string, number[]> = {};
  for (let round = 0; round <= Number(values.rounds); round++)
    for (const [name, run] of Object.entries(programs)) {
      const began = performance.now();
      const files = await run();
      if (files !== count) throw new Error(`${name} lists ${files} files of ${count}`);
      // The first round warms up.
      if (round > 0) (seconds[name] ??= []).push((performance.now() - began) / 1000);
    }
  const medians = Object.fromEntries(Object.entries(seconds).map(([name, all]) => [name, median(all)]));
  const peakMB = process.resourceUsage().maxRSS / 1000;
  console.log(
    values.json ? JSON.stringify({ files: count, ...medians, peakMB }) : { files: count, ...medians, peakMB },
  );
}

void main().finally(() => rmSync(root, { recursive: true }));
