import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { expect, it } from 'vitest';
import { picture } from '../../fixtures/formats';
import { startEngineProcess, type EngineProcess } from '../../support/engineProcess';
import { eventually } from '../../support/eventually';
import { withFolder } from '../../support/workspace';

async function withDataset(
  work: (engine: EngineProcess, dataset: string, folder: string) => Promise<void>,
  images: readonly string[] = ['cat/0.png', 'cat/1,"2".png', 'dog/3.png', 'dog/4.png'],
): Promise<void> {
  await withFolder(async (folder) => {
    const root = join(folder, 'pets');
    for (const [i, path] of images.entries()) {
      await mkdir(join(root, path, '..'), { recursive: true });
      await writeFile(join(root, path), await picture(i * 20).png().toBuffer()); // prettier-ignore
    }
    const engine = startEngineProcess({ cacheFolder: join(folder, 'cache') });
    await work(engine, await engine.openRead(root), folder);
  });
}

it('writes every image with its decision and scores, in every format alike', async () => {
  await withDataset(async (engine, dataset, folder) => {
    await engine.ask('decide', { dataset, rows: Uint32Array.of(0), decision: { kind: 'relabel', to: 'dog' } });
    await engine.ask('decide', { dataset, rows: Uint32Array.of(1), decision: { kind: 'delete', as: 'copy' } });
    // What the decisions taught is in the scores before the first format is written.
    await engine.ask('retrain', { dataset });
    const write = async (name: string): Promise<string> => {
      const path = join(folder, name);
      expect(await engine.ask('writeImageTable', { dataset, path, keep: false })).toEqual({ images: 4 });
      return path;
    };
    const lines = (await readFile(await write('t.jsonl'), 'utf8')).trim().split('\n');
    const records = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(records.map(({ path, given, decision, new_label: label }) => [path, given, decision, label])).toEqual([
      ['cat/0.png', 'cat', 'relabel', 'dog'],
      ['cat/1,"2".png', 'cat', 'delete', null],
      ['dog/3.png', 'dog', null, null],
      ['dog/4.png', 'dog', null, null],
    ]);
    expect(records.map(({ as }) => as)).toEqual([null, 'copy', null, null]);
    expect(records[2]).toMatchObject({ when: null, predicted: expect.any(String) as string });
    expect(Date.now() - Date.parse(String(records[0].when))).toBeLessThan(600_000);
    const parquet = await parquetReadObjects({ file: await asyncBufferFromFile(await write('t.parquet')) });
    const plain = parquet.map((row) => ({ ...row, when: row.when instanceof Date ? row.when.toISOString() : null }));
    expect(plain).toEqual(records);
    const csv = await readFile(await write('t.csv'), 'utf8');
    expect(csv.split('\n')[0]).toBe(Object.keys(records[0]).join(','));
    expect(csv).toContain('"cat/1,""2"".png"');

    // It can be imported like any table of decisions.
    await engine.ask('decide', { dataset, rows: Uint32Array.of(0, 1), decision: null });
    const file = { name: 't.csv', bytes: new TextEncoder().encode(csv) };
    const preview = await engine.ask('readImport', { dataset, file });
    expect([preview.entries, preview.groups.map(({ kind, count }) => [kind, count]), preview.notes]).toEqual([
      ...[2, [['new', 2]], []], // prettier-ignore
    ]);
  });
});

it('keeps the table up to date, and writes what waits at the end', async () => {
  await withDataset(async (engine, dataset, folder) => {
    const path = join(folder, 'kept.csv');
    await engine.ask('writeImageTable', { dataset, path, keep: true });
    await engine.ask('decide', { dataset, rows: Uint32Array.of(2), decision: { kind: 'keep' } });
    await eventually('the decision is in it', async () => (await readFile(path, 'utf8')).includes(',keep,'));
    await engine.ask('decide', { dataset, rows: Uint32Array.of(3), decision: { kind: 'set-aside' } });
    await engine.ask('close', { dataset, mayReturn: true });
    expect(await readFile(path, 'utf8')).toContain(',set-aside,');
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});

it('keeps what a table holds until the images are read again', async () => {
  const images = Array.from({ length: 60 }, (_, i) => `${i % 2 === 0 ? 'cat' : 'dog'}/${i}.png`);
  await withDataset(async (first, dataset, folder) => {
    const path = join(folder, 'kept.csv');
    expect(await first.ask('writeImageTable', { dataset, path, keep: true })).toEqual({ images: 60 });
    await first.stop();
    // Another cache: every file has to be read.
    const engine = startEngineProcess({ cacheFolder: join(folder, 'other'), threads: 1 });
    const { id } = await engine.askEngine('open', { folder: join(folder, 'pets'), readOnly: false });
    const once = engine.ask('writeImageTable', { dataset: id, path: join(folder, 'once.csv'), keep: false });
    const kept = engine.ask('writeImageTable', { dataset: id, path, keep: true });
    await expect(once).rejects.toThrow(/files are not read yet/);
    expect(await kept).toEqual({ images: 60 });
    expect((await readFile(path, 'utf8')).trim().split('\n')).toHaveLength(61);
  }, images);
});

it('stops on request, and refuses places where the table must not lie', async () => {
  await withDataset(async (engine, dataset, folder) => {
    const path = join(folder, 'kept.jsonl');
    await engine.ask('writeImageTable', { dataset, path, keep: true });
    await engine.ask('leaveImageTable', { dataset });
    const { mtimeMs } = await stat(path);
    await engine.ask('decide', { dataset, rows: Uint32Array.of(2), decision: { kind: 'keep' } });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect((await stat(path)).mtimeMs).toBe(mtimeMs);
    const write = (place: string) => engine.ask('writeImageTable', { dataset, path: place, keep: true });
    await expect(write(join(folder, 'pets', 'cat', 't.csv'))).rejects.toThrow(/lies in the dataset/);
    await expect(write(join(folder, 't.txt'))).rejects.toThrow(/name the table \.csv, \.jsonl or \.parquet/);
    await expect(write(join(folder, 'none', 't.csv'))).rejects.toThrow(/cannot be written: it is not there/);
  });
});
