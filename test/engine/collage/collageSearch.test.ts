import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, vi } from 'vitest';
import type { DatasetEvent } from '../../../src/protocol/notifications';
import { writeManyImages } from '../../fixtures/manyImages';
import { winnow } from '../../support/cli';
import { call, openDataset, startEngine } from '../../support/session';
import { contents, withFolder } from '../../support/workspace';
import { cells, Drawing } from '../../unit/collage/drawSheet';

/** Six pictures of one thing, and a sheet of 24 symbols that lies in two places. */
async function writePile(folder: string): Promise<string> {
  const pile = join(folder, 'pile');
  await mkdir(pile);
  await writeManyImages(pile, 6, { seed: 4 });
  const sheet = new Drawing(408, 280);
  for (const box of cells(6, 4, 40, 24)) sheet.symbol(box, [20, 25, 30]);
  const { data, width, height, channels } = sheet;
  const bytes = await sharp(data, { raw: { width, height, channels } }).png().toBuffer();
  await writeFile(join(pile, 'sheet.png'), bytes);
  await writeFile(join(pile, 'same.png'), bytes);
  return pile;
}

describe('the search for collages', () => {
  it('lists sheets with the number of parts that splitting gives, on the command line', () =>
    withFolder(async (folder) => {
      const pile = await writePile(folder);
      const common = ['--json', '--quiet', '--cache', join(folder, 'cache')];
      for (let run = 0; run < 2; run++) {
        const { stdout, code } = await winnow(['findings', pile, '--kind', 'collage', '--layout', 'pile', ...common]);
        expect(code).toBe(0);
        const { findings } = JSON.parse(stdout) as { findings: { images: string[]; proposal: object }[] };
        expect(findings.map(({ images }) => images[0]).sort()).toEqual(['same.png', 'sheet.png']);
        for (const { images, proposal } of findings) expect(proposal).toEqual({ kind: 'split', images, parts: 24 });
      }
      const split = await winnow(['split', join(pile, 'sheet.png'), ...common]);
      const { images } = JSON.parse(split.stdout) as { images: { boxes: unknown[] }[] };
      expect(images[0].boxes).toHaveLength(24);
    }));

  it('counts sheets against the limit of `check`, also where nothing searched before', () =>
    withFolder(async (folder) => {
      const pile = await writePile(folder);
      const config = join(folder, 'limits.json');
      await writeFile(config, '{"check": {"limits": {"collage": 0}}}');
      const args = ['check', pile, '--layout', 'pile', '--config', config, '--json', '--cache', join(folder, 'cache')];
      const { stdout, code } = await winnow(args);
      expect(JSON.parse(stdout)).toMatchObject({ failures: [{ check: 'collage', found: 2 }] });
      expect(code).toBe(1);
    }));

  it('split says that a named file is no picture, and leaves out what is excluded', () =>
    withFolder(async (folder) => {
      const notes = ['b.txt', 'a.txt', 'left-out.txt'].map((name) => join(folder, 'pile', name));
      await mkdir(join(folder, 'pile'));
      for (const path of notes) await writeFile(path, 'no picture');
      const common = ['--json', '--quiet', '--cache', join(folder, 'cache')];
      expect((await winnow(['split', notes[0], ...common])).code).toBe(3);
      const { code, stdout } = await winnow(['split', join(folder, 'pile'), '--exclude', 'left-*', ...common]);
      expect(JSON.parse(stdout)).toMatchObject({ failed: [{ path: 'a.txt' }, { path: 'b.txt' }] });
      expect(code).toBe(0);
    }));

  it('cuts a sheet on the command line, never over a file, and a second time only what is not there', () =>
    withFolder(async (folder) => {
      const pile = await writePile(folder);
      const out = join(folder, 'crops');
      await mkdir(out);
      await writeFile(join(out, 'sheet_2.png'), 'of somebody else');
      const cut = async (): Promise<void> => {
        const args = ['split', join(pile, 'sheet.png'), '--out', out, '--quiet', '--cache', join(folder, 'cache')];
        expect((await winnow(args)).code).toBe(0);
      };
      await cut();
      const first = await contents(out);
      expect(Object.keys(first)).toHaveLength(25);
      expect(await readFile(join(out, 'sheet_2.png'), 'utf8')).toBe('of somebody else');
      await rm(join(out, 'sheet_9.png'));
      await cut();
      expect(await contents(out)).toEqual(first);
    }));

  it('runs behind the ranking in an open dataset, tells its progress, and its finding can be dismissed', () =>
    withFolder(async (folder) => {
      const pile = await writePile(folder);
      const events: DatasetEvent[] = [];
      const engine = startEngine({ cacheFolder: join(folder, 'cache') }, (event) => events.push(event));
      const session = await openDataset(engine, pile, { layout: 'pile' });
      const open = (): number | undefined => {
        const { kinds } = session.findings.found.summary();
        return kinds.find(({ kind }) => kind === 'collage')?.open;
      };
      await session.preparation.start();
      await vi.waitFor(() => expect(open()).toBe(2), { timeout: 60_000, interval: 50 });
      expect(events.some((event) => event.kind === 'progress' && event.progress.task === 'collages')).toBe(true);
      expect(session.shown.show('is:collage', 'name').order).toHaveLength(2);
      await session.findings.dismiss({ kind: 'collage' }, true, call.signal);
      await vi.waitFor(() => expect(open()).toBe(0), { timeout: 60_000, interval: 50 });
    }));
});
