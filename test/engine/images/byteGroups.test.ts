import { createHash } from 'node:crypto';
import { link, mkdir, symlink, writeFile, chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { scanFolder } from '../../../src/engine/dataset/scan';
import { byteGroups, type ByteResult } from '../../../src/engine/findings/duplicates/byteGroups';
import { HashThreads } from '../../../src/engine/findings/duplicates/hashThreads';
import { defaultKeepRule } from '../../../src/engine/findings/duplicates/keepRule';
import { programs, withFolder } from '../../support/workspace';

async function groupsIn(
  root: string,
  signal?: AbortSignal,
): Promise<{ groups: string[][]; failed: ByteResult['failed'] }> {
  const { files } = await scanFolder(root);
  const described = files.map((file) => ({ ...file, bytes: file.size }));
  const readers = new HashThreads(join(programs, 'hashThread.js'), 2);
  const { groups, failed } = await byteGroups(described, { root, readers, rule: defaultKeepRule, signal }).finally(() =>
    readers.dispose(),
  );
  return { groups: groups.map(({ images }) => images.map(({ row }) => files[row].path).sort()), failed };
}

it('groups files of the same bytes and no others', () =>
  withFolder(async (root) => {
    const long = Buffer.alloc(300_000, 'abc');
    const changedAtEnd = Buffer.from(long);
    changedAtEnd[long.length - 1] ^= 1;
    const changedAtStart = Buffer.from(long);
    changedAtStart[0] ^= 1;
    await mkdir(join(root, 'sub'));
    const files: Record<string, Buffer | string> = {
      'a.jpg': long,
      'sub/b.jpg': long,
      'c.jpg': changedAtEnd,
      'd.jpg': changedAtStart,
      'e.jpg': 'small',
      'f.jpg': 'small',
      'g.jpg': 'smell',
      'h.jpg': '',
      'i.jpg': '',
      'j.jpg': 'alone',
    };
    for (const [name, data] of Object.entries(files)) await writeFile(join(root, name), data);
    expect((await groupsIn(root)).groups.sort()).toEqual([
      ['a.jpg', 'sub/b.jpg'],
      ['e.jpg', 'f.jpg'],
      ['h.jpg', 'i.jpg'],
    ]);
  }));

it('takes hard links and links for copies, and keeps the file rather than a link', () =>
  withFolder(async (root) => {
    await writeFile(join(root, 'real.jpg'), 'picture');
    await link(join(root, 'real.jpg'), join(root, 'hard.jpg'));
    await symlink('real.jpg', join(root, 'a-link.jpg'));
    await writeFile(join(root, 'copy.jpg'), 'picture');
    expect((await groupsIn(root)).groups).toEqual([['a-link.jpg', 'copy.jpg', 'hard.jpg', 'real.jpg']]);
  }));

it('is exact on many files', () =>
  withFolder(async (root) => {
    const expected = new Map<string, string[]>();
    for (let i = 0; i < 1500; i++) {
      const data = Buffer.alloc(4000 + (i % 7) * 100, (i * i) % 211);
      data.writeUInt8(i % 3, data.length - 1);
      const name = `${String(i).padStart(4, '0')}.png`;
      await writeFile(join(root, name), data);
      const key = createHash('md5').update(data).digest('hex');
      expected.set(key, [...(expected.get(key) ?? []), name]);
    }
    const groups = [...expected.values()].filter((names) => names.length > 1);
    expect((await groupsIn(root)).groups.sort()).toEqual(groups.sort());
  }));

it.skipIf(process.getuid?.() === 0)('names what it cannot read and goes on', () =>
  withFolder(async (root) => {
    for (const name of ['a', 'b', 'c']) await writeFile(join(root, name), 'same');
    await chmod(join(root, 'a'), 0);
    const { groups, failed } = await groupsIn(root);
    expect(groups).toEqual([['b', 'c']]);
    expect(failed).toEqual([{ path: 'a', reason: 'no permission' }]);
  }),
);

it('ends when it is cancelled', () =>
  withFolder(async (root) => {
    for (let i = 0; i < 300; i++) await writeFile(join(root, String(i)), 'same');
    await expect(groupsIn(root, AbortSignal.abort(new Error('cancelled')))).rejects.toThrow('cancelled');
  }));
