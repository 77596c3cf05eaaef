import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { HeadFitter } from '../../../src/engine/model/head/headFitter';
import { HeadModel } from '../../../src/engine/model/head/headModel';
import { SoloTeam } from '../../../src/engine/model/head/rowTeam';
import type { Decision } from '../../../src/core/decisions/decision';
import { understandLayout } from '../../../src/core/layout';
import { Embeddings } from '../../../src/engine/session/reading/embeddings';
import { ImageTable } from '../../../src/engine/session/imageTable';
import { Ranker } from '../../../src/engine/session/ranking/ranker';
import { eventually } from '../../support/eventually';
import { blobs } from '../../unit/head/blobs';

const d = 32;
/** What a scan tells of a file, for tables without a disk. */
const file = { size: 1, modifiedMs: 0, device: 1, isLink: false };
let folder = '';
let script = '';
let fitter: HeadFitter | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'winnow-head-'));
  script = join(folder, 'fitThread.js');
  const entry = join(import.meta.dirname, '../../../src/engine/model/head/fitThread.ts');
  await build({ entryPoints: [entry], outfile: script, bundle: true, platform: 'node', format: 'cjs' });
});
afterEach(() => fitter?.dispose());
afterAll(() => rm(folder, { recursive: true }));

function inputOf(n: number, classes = 4) {
  const labels = Int32Array.from({ length: n }, (_, i) => i % classes);
  return { embeddings: blobs(labels, d, 1.2), d, labels, classes };
}
const updateOf = (row: number, label: number) => ({
  rows: Int32Array.of(row),
  labels: Int32Array.of(label),
  trusted: Uint8Array.of(1),
});

describe('HeadFitter', () => {
  it('gives the same scores with one, two and three threads', async () => {
    const input = inputOf(5000);
    const alone = new HeadModel(new SoloTeam(), input).fit();
    for (const threads of [1, 2, 3]) {
      fitter = new HeadFitter({ script, threads });
      const scores = await fitter.fit(input);
      expect(scores.method).toBe(alone.method);
      expect(scores.margin).toEqual(alone.margin);
      expect(scores.suspicious).toEqual(alone.suspicious);
      await fitter.dispose();
    }
  });

  it('updates, and a newer fit cancels the older', async () => {
    fitter = new HeadFitter({ script, threads: 2 });
    const before = (await fitter.fit(inputOf(2000))).pGiven[8];
    const updated = await fitter.update(updateOf(8, 1));
    expect(updated.pGiven[8]).toBeLessThan(before);
    const older = fitter.fit(inputOf(30_000));
    const newer = fitter.fit(inputOf(100));
    await expect(older).rejects.toThrow(expect.objectContaining({ name: 'FitCancelledError' }));
    expect((await newer).margin.length).toBe(100);
  });

  it('merges waiting updates and loses none of their labels', async () => {
    const input = inputOf(3000);
    fitter = new HeadFitter({ script, threads: 2 });
    await fitter.fit(input);
    const first = fitter.update(updateOf(1, 0));
    const second = fitter.update(updateOf(2, 0));
    const third = fitter.update(updateOf(3, 0));
    await expect(second).rejects.toThrow('newer update');
    await first;
    const merged = await third;
    const model = new HeadModel(new SoloTeam(), input);
    model.fit();
    for (const row of [1, 2, 3]) model.update(updateOf(row, 0));
    const wanted = model.update(updateOf(3, 0));
    for (let row = 0; row < 3000; row++) expect(merged.margin[row]).toBeCloseTo(wanted.margin[row], 2);
  });

  it('keeps the labels of an update that came during a cancelled fit', async () => {
    fitter = new HeadFitter({ script, threads: 2 });
    const abort = new AbortController();
    const fit = fitter.fit(inputOf(20_000), abort.signal);
    const update = fitter.update(updateOf(0, 1));
    abort.abort();
    await expect(fit).rejects.toThrow('aborted');
    const scores = await update;
    expect(scores.margin.length).toBe(20_000);
    expect(scores.margin[0]).toBeLessThan(0);
  });

  it('refuses wrong requests and goes on', async () => {
    fitter = new HeadFitter({ script, threads: 1 });
    await expect(fitter.update(updateOf(0, 0))).rejects.toThrow('before the first fit');
    await fitter.fit(inputOf(50));
    await expect(fitter.update(updateOf(99, 0))).rejects.toThrow('row 99 of 50');
    await expect(fitter.update(updateOf(0, 77))).rejects.toThrow('label 77 of 4 classes');
    expect((await fitter.update(updateOf(0, 1))).margin.length).toBe(50);
    await fitter.dispose();
    await expect(fitter.fit(inputOf(50))).rejects.toThrow('disposed');
  });

  it('fails with a reason when its program is missing', async () => {
    fitter = new HeadFitter({ script: join(folder, 'absent.js'), threads: 1 });
    await expect(fitter.fit(inputOf(50))).rejects.toThrow('absent.js');
  });
});

describe('a fitting thread that dies', () => {
  /** The fitting program, which ends itself at its second message. */
  async function mortalScript(): Promise<string> {
    const mortal = join(folder, 'mortal.js');
    await writeFile(
      mortal,
      `const { parentPort, workerData } = require('node:worker_threads');
       let messages = 0;
       if (workerData.role === 'fit') parentPort.on('message', () => { if (++messages === 2) process.exit(9); });
       require(${JSON.stringify(script)});`,
    );
    return mortal;
  }

  it('is named as the reason, and the next fit starts another', async () => {
    fitter = new HeadFitter({ script: await mortalScript(), threads: 1 });
    const input = inputOf(200);
    const first = (await fitter.fit(input)).margin.slice();
    expect(fitter.isFitted).toBe(true);
    await expect(fitter.update(updateOf(0, 1))).rejects.toThrow(
      expect.objectContaining({ name: 'FitThreadError', message: 'its thread ended with code 9' }),
    );
    expect(fitter.isFitted).toBe(false);
    await expect(fitter.update(updateOf(0, 1))).rejects.toThrow('before the first fit');
    expect((await fitter.fit(input)).margin).toEqual(first);
  });

  it('is replaced by the ranker, which says so and keeps the decision', async () => {
    const table = new ImageTable();
    const rows = 120;
    const labels = Array.from({ length: rows }, (_, i) => i % 3);
    const layout = understandLayout({ name: '', images: 0, folders: [{ name: 'a', images: 1, folders: [] }] });
    table.update(
      labels.map((label, i) => ({ ...file, path: `${'abc'[label]}/${i}.jpg`, inode: i })),
      layout,
    );
    const points = blobs(labels, d, 1);
    const embeddings = new Embeddings(d);
    for (let row = 0; row < rows; row++) {
      table.setFact(row, { kind: 'image', hash: `h${row}` });
      embeddings.set(row, points.subarray(row * d, (row + 1) * d));
    }
    const notes: string[] = [];
    const errors: unknown[] = [];
    let scored = 0;
    const decisions = new Map<string, Decision>();
    const ranker = new Ranker({
      ...{ table, embeddings, seed: 1, decisionOf: (row: number) => decisions.get(table.path(row)) },
      fitter: new HeadFitter({ script: await mortalScript(), threads: 1 }),
      onScores: () => scored++,
      onError: (error) => errors.push(error),
      onNote: (text) => notes.push(text),
    });
    await ranker.fit(new AbortController().signal);
    decisions.set(table.path(5), { kind: 'delete' });
    ranker.decided([5]);
    await eventually('the second ranking', () => scored === 2, 30_000);
    expect(errors).toEqual([]);
    expect(notes).toEqual(['Ranking was interrupted (its thread ended with code 9) and begins anew.']);
    expect(ranker.state.kind).toBe('fitted');
    expect(ranker.scores?.reject[5]).toBeGreaterThan(0.9);
    await ranker.dispose();
  });
});
