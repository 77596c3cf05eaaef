import { execFileSync } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { thisProcess } from '../../../src/engine/changes/recovery/processIdentity';
import { cells, Drawing } from '../../unit/collage/drawSheet';
import { winnow } from '../../support/cli';
import { contents, withFolder } from '../../support/workspace';

const boxes = cells(3, 2, 40, 24);

async function sheet(ink: readonly [number, number, number]): Promise<Buffer> {
  const drawing = new Drawing(216, 152);
  for (const box of boxes) drawing.symbol(box, ink);
  const { data, width, height, channels } = drawing;
  return sharp(data, { raw: { width, height, channels } }).png().toBuffer();
}

interface Split {
  readonly images: { readonly path: string }[];
  readonly failed: { readonly path: string; readonly reason: string; readonly read: boolean }[];
  readonly skipped: { readonly path: string; readonly reason: string }[];
}

async function split(folder: string, out: string): Promise<Split & { readonly code: number | null }> {
  const args = ['split', folder, '--out', out, '--json', '--quiet', '--cache', join(out, '..', 'cache')];
  const { stdout, code } = await winnow(args);
  return { ...(JSON.parse(stdout) as Split), code };
}

describe('winnow split --out', () => {
  it('cuts a long name so that the disk takes it, and what is no file under a name it passes over', () =>
    withFolder(async (folder) => {
      const pile = join(folder, 'pile');
      const out = join(folder, 'crops');
      await mkdir(pile);
      await mkdir(join(out, 'b_1.png'), { recursive: true });
      execFileSync('mkfifo', [join(out, 'b_2.png')]);
      const long = `${'é'.repeat(125)}a`;
      await writeFile(join(pile, `${long}.png`), await sheet([20, 25, 30]));
      await writeFile(join(pile, 'b.png'), await sheet([90, 25, 30]));
      expect(await split(pile, out)).toMatchObject({ code: 0, failed: [] });
      const names = await readdir(out);
      expect(names.filter((name) => name.startsWith('b_'))).toHaveLength(8);
      const cut = names.filter((name) => name.startsWith('é'));
      expect(cut.sort()).toEqual([1, 2, 3, 4, 5, 6].map((i) => `${'é'.repeat(124)}_${i}.png`));
    }));

  it('gives sheets of one name their numbers in the same order each time', () =>
    withFolder(async (folder) => {
      const pile = join(folder, 'pile');
      for (let i = 0; i < 6; i++) {
        await mkdir(join(pile, String(i)), { recursive: true });
        await writeFile(join(pile, String(i), 'page.png'), await sheet([20 + 30 * i, 25, 30]));
      }
      const first = join(folder, 'first');
      const second = join(folder, 'second');
      await split(pile, first);
      await split(pile, second);
      const written = await contents(first);
      expect(Object.keys(written)).toHaveLength(36);
      expect(await contents(second)).toEqual(written);
      const last = await sharp(join(first, 'page_36.png')).raw().toBuffer();
      expect(last.includes(170)).toBe(true);
    }));

  it('removes what a killed run left behind, lists what it passed over, and says where nothing can be written', () =>
    withFolder(async (folder) => {
      const pile = join(folder, 'pile');
      const out = join(folder, 'crops');
      await mkdir(join(pile, '.hidden'), { recursive: true });
      await writeFile(join(pile, 'a.png'), await sheet([20, 25, 30]));
      const dead = join(out, '.winnow-crops-dead');
      await mkdir(dead, { recursive: true });
      await writeFile(join(dead, 'owner.json'), JSON.stringify({ ...(await thisProcess()), pid: 999_999_999 }));
      await mkdir(join(out, '.winnow-crops-mine'));
      const { skipped, code } = await split(pile, out);
      expect(code).toBe(0);
      expect(skipped).toEqual([{ path: '.hidden', reason: 'A hidden folder.' }]);
      expect((await readdir(out)).filter((name) => name.startsWith('.'))).toEqual(['.winnow-crops-mine']);
      const taken = await winnow(['split', pile, '--out', join(pile, 'a.png')]);
      expect(taken).toMatchObject({ code: 2, stdout: '' });
      expect(taken.stderr).toMatch(/a\.png cannot be made: something else has that name\.\n$/);
      const unset = await winnow(['split', pile, '--out', '']);
      expect(unset).toMatchObject({ code: 2, stderr: 'winnow: --out is empty. Try: winnow split --help\n' });
    }));
});
