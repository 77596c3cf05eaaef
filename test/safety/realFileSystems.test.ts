import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openChanges } from '../../src/engine/changes/openChanges';
import { exists, RealScene } from './support/realScene';

const work = mkdtempSync(join(tmpdir(), 'winnow-real-'));
const mounts: string[] = [];

afterAll(() => {
  for (const mount of mounts) spawnSync('umount', [mount]);
  rmSync(work, { recursive: true, force: true });
});

/** Mounts a small file system in memory; undefined where that is not allowed. */
function mountSmall(name: string, options: string): string | undefined {
  const path = join(work, name);
  mkdirSync(path);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path]).status !== 0) return undefined;
  mounts.push(path);
  return path;
}

const small = mountSmall('small', 'size=512k');
const other = mountSmall('other', 'size=4m');
if (!small || !other)
  console.warn('SKIPPED: mounting a small file system needs root; full disk and two devices are not tried for real.');

function scene(): RealScene {
  return new RealScene(mkdtempSync(join(work, 'scene-')));
}

const isRoot = process.getuid?.() === 0;

describe('real file systems', () => {
  it.skipIf(!other)('state on another device: copies, verifies, removes, and back', async () => {
    const pets = new RealScene(mkdtempSync(join(work, 'scene-')), other);
    pets.put('cat/1.jpg', 'x'.repeat(300_000));
    pets.put('cat/2.jpg', 'two');
    chmodSync(join(pets.root, 'cat/2.jpg'), 0o400);
    const before = pets.tree();
    const times = lstatSync(join(pets.root, 'cat/1.jpg')).mtimeMs;
    const changes = await openChanges(pets.root, pets.state);
    const plan = pets.plan([
      pets.decided('cat/1.jpg', { kind: 'delete' }),
      pets.decided('cat/2.jpg', { kind: 'set-aside' }),
    ]);
    expect(await changes.apply(plan)).toMatchObject({ applied: 2, skipped: [] });
    expect(pets.tree().size).toBe(1);
    expect(await changes.undo()).toMatchObject({ undone: 2, conflicts: [] });
    expect(pets.tree()).toEqual(before);
    expect(lstatSync(join(pets.root, 'cat/1.jpg')).mtimeMs).toBeCloseTo(times, 0);
    expect(lstatSync(join(pets.root, 'cat/2.jpg')).mode & 0o777).toBe(0o400);
  });

  it.skipIf(!small)('full disk: what does not fit stays and is listed, nothing is lost', async () => {
    const pets = new RealScene(mkdtempSync(join(work, 'scene-')), small);
    for (let i = 0; i < 8; i++) pets.put(`cat/${i}.jpg`, `${i}`.repeat(150_000));
    const contents = pets.contents();
    const before = pets.tree();
    const changes = await openChanges(pets.root, pets.state);
    const images = [...before.keys()].filter((path) => path.endsWith('.jpg'));
    const result = await changes.apply(pets.plan(images.map((path) => pets.decided(path, { kind: 'delete' }))));
    expect(result.skipped.length).toBeGreaterThan(0);
    expect(result.skipped[0].reason).toMatch(/full/);
    expect(result.applied + result.skipped.length).toBe(8);
    expect((await changes.recover()).problems).toEqual([]);
    expect(pets.contents()).toEqual(contents);
    expect((await changes.undo()).conflicts).toEqual([]);
    expect(pets.tree()).toEqual(before);
  });

  it('a disk that is full from the start: nothing is touched', async () => {
    if (!small) return;
    const pets = new RealScene(mkdtempSync(join(work, 'scene-')), small);
    pets.put('cat/1.jpg', 'one');
    const filler = join(small, 'filler');
    try {
      writeFileSync(filler, new Uint8Array(512 * 1024));
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOSPC' });
    }
    const before = pets.tree();
    const changes = await openChanges(pets.root, pets.state);
    const plan = pets.plan([pets.decided('cat/1.jpg', { kind: 'delete' })]);
    await changes.apply(plan).catch((error: unknown) => expect(String(error)).toMatch(/full/));
    expect(pets.tree()).toEqual(before);
    rmSync(filler);
    await changes.recover();
    expect(pets.tree()).toEqual(before);
    expect(await changes.apply(plan)).toMatchObject({ applied: 1 });
  });

  it('hard links: only the one name moves', async () => {
    const pets = scene();
    pets.put('cat/1.jpg', 'one');
    linkSync(join(pets.root, 'cat/1.jpg'), join(pets.root, 'cat/same.jpg'));
    const changes = await openChanges(pets.root, pets.state);
    const both = ['cat/1.jpg', 'cat/same.jpg'].map((path) => pets.decided(path, { kind: 'relabel', to: 'dog' }));
    expect(await changes.apply(pets.plan(both))).toMatchObject({ applied: 2, skipped: [] });
    expect([...pets.tree().keys()]).toEqual(['cat', 'dog', 'dog/1.jpg', 'dog/same.jpg']);
    expect(lstatSync(join(pets.root, 'dog/1.jpg')).nlink).toBe(2);
  });

  it('links: only the link moves and still reaches its target; the target is never changed', async () => {
    const pets = scene();
    writeFileSync(join(pets.base, 'outside.jpg'), 'outside');
    pets.put('dog/real.jpg', 'real');
    pets.put('dog/moved.jpg', 'moved too');
    pets.putLink('cat/relative.jpg', '../../outside.jpg');
    pets.putLink('cat/absolute.jpg', join(pets.base, 'outside.jpg'));
    pets.putLink('cat/inside.jpg', '../dog/moved.jpg');
    const before = pets.tree();
    const changes = await openChanges(pets.root, pets.state);
    const plan = pets.plan([
      pets.decided('cat/relative.jpg', { kind: 'relabel', to: 'a/b/c' }),
      pets.decided('cat/absolute.jpg', { kind: 'delete' }),
      pets.decided('dog/moved.jpg', { kind: 'relabel', to: 'a' }),
      pets.decided('cat/inside.jpg', { kind: 'relabel', to: 'a/b' }),
    ]);
    expect(await changes.apply(plan)).toMatchObject({ applied: 4, skipped: [] });
    expect(readFileSync(join(pets.root, 'a/b/c/relative.jpg'), 'utf8')).toBe('outside');
    expect(readFileSync(join(pets.root, 'a/b/inside.jpg'), 'utf8')).toBe('moved too');
    expect(readFileSync(join(pets.base, 'outside.jpg'), 'utf8')).toBe('outside');
    expect((await changes.undo()).conflicts).toEqual([]);
    expect(pets.tree()).toEqual(before);
  });

  it('a folder that became a link leads nowhere outside', async () => {
    const pets = scene();
    pets.put('cat/1.jpg', 'one');
    pets.put('dog/2.jpg', 'two');
    const plan = pets.plan([
      pets.decided('cat/1.jpg', { kind: 'relabel', to: 'dog' }),
      pets.decided('dog/2.jpg', { kind: 'delete' }),
    ]);
    const outside = join(pets.base, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, '2.jpg'), 'two');
    renameSync(join(pets.root, 'dog'), join(pets.base, 'dog-before'));
    symlinkSync(outside, join(pets.root, 'dog'));
    const changes = await openChanges(pets.root, pets.state);
    const { applied, skipped } = await changes.apply(plan);
    expect(applied).toBe(0);
    expect(skipped.map(({ reason }) => reason).join()).toMatch(/link/);
    expect(readFileSync(join(outside, '2.jpg'), 'utf8')).toBe('two');
    expect(exists(join(outside, '1.jpg'))).toBe(false);
    expect(readFileSync(join(pets.root, 'cat/1.jpg'), 'utf8')).toBe('one');
  });

  it('a folder replaced by a file, a file changed, touched or gone meanwhile', async () => {
    const pets = scene();
    for (const name of ['changed', 'touched', 'gone', 'good']) pets.put(`cat/${name}.jpg`, name);
    pets.put('bird/1.jpg', 'bird');
    const images = ['changed', 'touched', 'gone', 'good'].map((name) =>
      pets.decided(`cat/${name}.jpg`, { kind: 'relabel', to: 'dog' }),
    );
    const plan = pets.plan([...images, pets.decided('bird/1.jpg', { kind: 'relabel', to: 'new' })]);
    pets.put('cat/changed.jpg', 'CHANGED');
    pets.put('cat/touched.jpg', 'touched');
    rmSync(join(pets.root, 'cat/gone.jpg'));
    pets.put('new', 'a file where the folder should be');
    const changes = await openChanges(pets.root, pets.state);
    const { applied, skipped } = await changes.apply(plan);
    expect(applied).toBe(2);
    expect(skipped.map(({ path }) => path).sort()).toEqual(['bird/1.jpg', 'cat/changed.jpg', 'cat/gone.jpg', 'new']);
    expect(pets.tree().get('cat/changed.jpg')).toBe('CHANGED');
    expect(pets.tree().get('bird/1.jpg')).toBe('bird');
  });

  it.skipIf(isRoot && spawnSync('setpriv', ['--version']).status !== 0)(
    'a folder without permission: skipped with the reason',
    async () => {
      const pets = scene();
      pets.put('locked/1.jpg', 'one');
      pets.put('cat/2.jpg', 'two');
      const plan = pets.plan([
        pets.decided('locked/1.jpg', { kind: 'delete' }),
        pets.decided('cat/2.jpg', { kind: 'delete' }),
      ]);
      // Root may write anywhere: an immutable folder stands for one without permission.
      const locked = join(pets.root, 'locked');
      const isImmutable = isRoot && spawnSync('chattr', ['+i', locked]).status === 0;
      if (isRoot && !isImmutable) {
        console.warn('SKIPPED: no immutable folders here, and root is never refused.');
        return;
      }
      if (!isRoot) chmodSync(locked, 0o500);
      const before = pets.tree();
      try {
        const changes = await openChanges(pets.root, pets.state);
        const { applied, skipped } = await changes.apply(plan);
        expect(applied).toBe(1);
        expect(skipped).toMatchObject([{ path: 'locked/1.jpg' }]);
        expect(skipped[0].reason).toMatch(/permi/);
        expect((await changes.recover()).runs).toEqual([]);
        expect((await changes.undo()).conflicts).toEqual([]);
        expect(pets.tree()).toEqual(before);
      } finally {
        if (isImmutable) spawnSync('chattr', ['-i', locked]);
        else chmodSync(locked, 0o700);
      }
    },
  );

  it('names at the length limit keep a number and their ending', async () => {
    const pets = scene();
    const name = `${'é'.repeat(125)}a.jpg`;
    pets.put(`cat/${name}`, 'one');
    pets.put(`dog/${name}`, 'two');
    const before = pets.tree();
    const changes = await openChanges(pets.root, pets.state);
    const plan = pets.plan([pets.decided(`cat/${name}`, { kind: 'relabel', to: 'dog' })]);
    expect(await changes.apply(plan)).toMatchObject({ applied: 1, skipped: [] });
    expect([...pets.tree().keys()].some((path) => path.endsWith(' (2).jpg'))).toBe(true);
    await changes.undo();
    expect(pets.tree()).toEqual(before);
  });
});
