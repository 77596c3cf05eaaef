import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { reverseChanges, type Decision } from '../../../src/core/decisions/decision';
import type { DatasetSession } from '../../../src/engine/session/datasetSession';
import type { EditReceipt } from '../../../src/protocol/requests';
import { orientedJpeg, picture, unusualFormats } from '../../fixtures/formats';
import { call, openIndexed, startEngine } from '../../support/session';
import { contents, withFolder } from '../../support/workspace';

/** A dataset of two classes with what loaders cannot take, opened and read. */
async function withDataset(work: (session: DatasetSession, root: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const root = join(folder, 'set');
    const put = async (path: string, bytes: Buffer | string): Promise<void> => {
      await mkdir(join(root, path, '..'), { recursive: true });
      await writeFile(join(root, path), bytes);
    };
    const unusual = await unusualFormats();
    await put('cat/1.webp', await picture().webp({ lossless: true }).toBuffer());
    await put('cat/1.txt', 'a cat');
    await put('cat/1.webp.json', '{}');
    await put('cat/alpha.png', await picture(10).ensureAlpha(0.5).png().toBuffer());
    await put('cat/alpha.txt', 'half transparent');
    await put('cat/turned.jpg', await orientedJpeg(6));
    await put('cat/named.jpg', await picture(30).png().toBuffer());
    await put('cat/named.txt', 'a PNG');
    await put('dog/2.png', await picture(40).png().toBuffer());
    await put(
      'dog/deep.png',
      await sharp(unusual.get('16-bit.png') ?? (await deepGrey()))
        .png()
        .toBuffer(),
    );
    const session = await openIndexed(startEngine({ cacheFolder: join(folder, 'cache') }), root);
    await work(session, root);
  });
}

async function deepGrey(): Promise<Buffer> {
  const data = Uint16Array.from({ length: 64 * 64 }, (_, i) => i * 16);
  return sharp(data, { raw: { width: 64, height: 64, channels: 1 } })
    .toColourspace('grey16')
    .png()
    .toBuffer();
}

function decide(session: DatasetSession, path: string, decision: Decision | null): Promise<EditReceipt> {
  const row = session.table.rowOf(path);
  if (row === undefined) throw new Error(`There is no ${path}.`);
  return session.decisions.decide(Uint32Array.of(row), decision);
}

async function pixelsOf(file: string): Promise<{ data: Buffer; channels: number }> {
  const { data, info } = await sharp(await readFile(file))
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, channels: info.channels };
}

const names = async (folder: string): Promise<string[]> => (await readdir(folder)).sort();

describe('converting', () => {
  it('writes the picture anew, takes captions along, and undo gives back the very files', () =>
    withDataset(async (session, root) => {
      const before = await contents(root);
      await decide(session, 'cat/1.webp', { kind: 'convert', format: 'png' });
      await decide(session, 'cat/alpha.png', { kind: 'convert', format: 'png' });
      await decide(session, 'cat/turned.jpg', { kind: 'convert', format: 'png' });
      await decide(session, 'dog/deep.png', { kind: 'convert', format: 'png' });
      expect(session.summary().pending.convert).toBe(4);
      const { operations } = await session.changes.planPreview();
      expect(operations).toContainEqual({ kind: 'convert', from: 'cat/1.webp', to: 'cat/1.png' });
      expect(operations).toContainEqual({ kind: 'convert', from: 'cat/alpha.png', to: 'cat/alpha.png' });
      expect(await contents(root)).toEqual(before);

      const outcome = await session.changes.apply(call);
      expect(outcome).toMatchObject({ applied: 4, skipped: [], cancelled: false });
      expect(await names(join(root, 'cat'))).toEqual(
        ['1.png', '1.png.json', '1.txt', 'alpha.png', 'alpha.txt', 'named.jpg', 'named.txt', 'turned.png'].sort(),
      );
      expect((await pixelsOf(join(root, 'cat/1.png'))).data).toEqual(await picture().raw().toBuffer());
      expect((await pixelsOf(join(root, 'cat/alpha.png'))).channels).toBe(3);
      const turned = await sharp(await readFile(join(root, 'cat/turned.png'))).metadata();
      expect([turned.width, turned.height, turned.orientation]).toEqual([96, 64, undefined]);
      const deep = await sharp(await readFile(join(root, 'dog/deep.png'))).metadata();
      expect(deep.depth).toBe('uchar');
      expect(session.summary().pending.convert).toBe(0);
      expect((await session.changes.trash()).files.map(({ path }) => path).sort()).toEqual([
        'cat/1.webp',
        'cat/alpha.png',
        'cat/turned.jpg',
        'dog/deep.png',
      ]);
      expect((await session.changes.history()).log.join('\n')).toContain('transparency over white');

      const undone = await session.changes.undoApply(call);
      expect(undone.skipped).toEqual([]);
      expect(await contents(root)).toEqual(before);
      expect(session.summary().pending.convert).toBe(4);
    }));

  it('may be joined with a new label, in either order, and the new file is then trusted', () =>
    withDataset(async (session, root) => {
      await decide(session, 'cat/1.webp', { kind: 'relabel', to: 'dog' });
      await decide(session, 'cat/1.webp', { kind: 'convert', format: 'jpeg' });
      await decide(session, 'cat/alpha.png', { kind: 'convert', format: 'png' });
      await decide(session, 'cat/alpha.png', { kind: 'keep' });
      const row = session.table.rowOf('cat/1.webp') ?? -1;
      expect(session.details(row).decision).toBe('convert to JPEG, relabel to dog');
      expect(session.summary()).toMatchObject({ reviewed: 2, pending: { convert: 2, relabel: 0 } });
      expect((await session.changes.apply(call)).skipped).toEqual([]);
      expect(await names(join(root, 'dog'))).toEqual(['1.jpg', '1.jpg.json', '1.txt', '2.png', 'deep.png']);
      await session.preparation.index(call);
      expect(session.details(session.table.rowOf('dog/1.jpg') ?? -1).decision).toBe('keep');
      expect(session.details(session.table.rowOf('cat/alpha.png') ?? -1).decision).toBe('keep');
    }));

  it('edited back after the apply, the next apply gives the original tree', () =>
    withDataset(async (session, root) => {
      const before = await contents(root);
      const receipts = [
        await decide(session, 'cat/1.webp', { kind: 'convert', format: 'png', label: 'dog' }),
        await decide(session, 'cat/alpha.png', { kind: 'convert', format: 'png' }),
        await decide(session, 'cat/named.jpg', { kind: 'rename', to: 'named.png' }),
      ];
      expect((await session.changes.apply(call)).applied).toBe(3);
      expect(await names(join(root, 'cat'))).toContain('named.png');
      expect(await names(join(root, 'cat'))).toContain('named.txt');
      await session.preparation.index(call);
      for (const { changes, epoch } of receipts.toReversed())
        await session.decisions.edit(reverseChanges(changes), epoch);
      expect(session.summary().pending).toMatchObject({ restore: 2, rename: 1 });
      expect(await session.changes.apply(call)).toMatchObject({ skipped: [] });
      expect(await contents(root)).toEqual(before);
    }));

  it('leaves alone what has changed or is damaged, and says so', () =>
    withDataset(async (session, root) => {
      await decide(session, 'cat/1.webp', { kind: 'convert', format: 'png' });
      await decide(session, 'cat/alpha.png', { kind: 'convert', format: 'png' });
      await writeFile(join(root, 'cat/1.webp'), await picture(77).webp().toBuffer());
      const before = await contents(root);
      await rm(join(root, 'cat/alpha.png'));
      delete before['cat/alpha.png'];
      const { applied, skipped } = await session.changes.apply(call);
      expect(applied).toBe(0);
      expect(skipped.map(({ path }) => path).sort()).toEqual(['cat/1.webp', 'cat/alpha.png']);
      expect(skipped.find(({ path }) => path === 'cat/1.webp')?.reason).toContain('has changed');
      expect(await contents(root)).toEqual(before);
    }));

  it('changes nothing when cancelled while pictures are written', () =>
    withDataset(async (session, root) => {
      const before = await contents(root);
      for (const path of ['cat/1.webp', 'cat/alpha.png', 'cat/turned.jpg', 'dog/deep.png', 'dog/2.png'])
        await decide(session, path, { kind: 'convert', format: 'png' });
      const controller = new AbortController();
      const outcome = await session.changes.apply({ report: () => controller.abort(), signal: controller.signal });
      expect(outcome).toMatchObject({ applied: 0, cancelled: true });
      expect(await contents(root)).toEqual(before);
      expect(session.summary().pending.convert).toBe(5);
    }));
});
