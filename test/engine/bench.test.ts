import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winnow-bench-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('measures a row at its smallest size and writes it into a document', async () => {
  const document = join(folder, 'performance.md');
  await writeFile(document, '# Figures\n\n<!-- bench: written by npm run bench -->\n\n<!-- /bench -->\n\nMore.\n');
  const options = ['bench/run.mjs', '--quick', '--only', 'listing', '--out', document];
  const { stdout } = await promisify(execFile)(process.execPath, options);
  const text = await readFile(document, 'utf8');
  expect(text).toMatch(/\| listing for the grid, warm +\| 400 files +\|.*readdir and stat/);
  expect(text).toMatch(/\| listing +\| 200: .* MB; 400: .* MB +\| -?[\d.]+ +\|/);
  expect(text).toMatch(/^# Figures[^]*<!-- \/bench -->\n\nMore\.\n$/);
  expect(stdout).toContain('listing…');
}, 120_000);
