import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  findEnclosingDataset,
  findStateFolder,
  openStateFolder,
  requireWritableState,
} from '../../../src/engine/dataset/stateFolder';

let base: string;
let env: NodeJS.ProcessEnv;

beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'winnow-state-')));
  env = { XDG_STATE_HOME: join(base, 'xdg') };
  put('data/pets/cat/1.jpg');
  put('data/pets/dog/1.jpg');
});
afterEach(() => rmSync(base, { recursive: true }));

function put(path: string): void {
  mkdirSync(dirname(join(base, path)), { recursive: true });
  writeFileSync(join(base, path), 'x');
}

const pets = (): string => join(base, 'data/pets');

describe('openStateFolder', () => {
  it('lies beside the dataset, and is found again', async () => {
    expect(await findStateFolder(pets(), { env })).toBeUndefined();
    expect(readdirSync(join(base, 'data'))).toEqual(['pets']);
    const first = await openStateFolder(pets(), { env });
    expect(first.warning).toBeUndefined();
    expect(first.path).toBe(join(base, 'data/.winnow', `pets-${first.id}`));
    expect(await openStateFolder(pets(), { env })).toEqual(first);
    expect(readdirSync(pets()).sort()).toEqual(['cat', 'dog']);
    expect(readFileSync(join(first.path, '.gitignore'), 'utf8')).toMatch(/journal\.jsonl\*\ntrash\/\nset-aside\//);
    expect(JSON.parse(readFileSync(join(first.path, 'dataset.json'), 'utf8'))).toMatchObject({
      name: 'pets',
      path: pets(),
    });
  });

  it('follows a renamed root, and a renamed folder above it', async () => {
    const { id } = await openStateFolder(pets(), { env });
    renameSync(pets(), join(base, 'data/animals'));
    expect((await openStateFolder(join(base, 'data/animals'), { env })).id).toBe(id);
    renameSync(join(base, 'data'), join(base, 'moved'));
    expect((await openStateFolder(join(base, 'moved/animals'), { env })).id).toBe(id);
  });

  it('follows a root that was moved to another folder', async () => {
    const { id, path } = await openStateFolder(pets(), { env });
    mkdirSync(join(base, 'archive'));
    renameSync(pets(), join(base, 'archive/pets'));
    expect(await openStateFolder(join(base, 'archive/pets'), { env })).toMatchObject({ id, path });
    expect(await findEnclosingDataset(join(base, 'archive/pets/cat'), { env })).toBe(join(base, 'archive/pets'));
  });

  it('is one for a dataset reached through a bind mount', async (context) => {
    const other = join(base, 'mounted');
    mkdirSync(other);
    if (spawnSync('mount', ['--bind', pets(), other]).status !== 0) {
      console.warn('SKIPPED: bind mounts need root.');
      context.skip();
    }
    try {
      const { id, path } = await openStateFolder(pets(), { env });
      expect(await openStateFolder(other, { env })).toMatchObject({ id, path });
      expect(await openStateFolder(pets(), { env })).toMatchObject({ id, path });
    } finally {
      spawnSync('umount', [other]);
    }
  });

  it('does not take a new folder for the old dataset', async () => {
    const { id } = await openStateFolder(pets(), { env });
    put('data/others/cat/1.jpg');
    expect((await openStateFolder(join(base, 'data/others'), { env })).id).not.toBe(id);
  });

  it('lies elsewhere with a warning where somebody would read it as images', async () => {
    put('data/loose.jpg');
    const { path, warning, id } = await openStateFolder(pets(), { env });
    expect(path).toBe(join(base, 'xdg/winnow', `pets-${id}`));
    expect(warning).toContain(path);
    expect(warning).toContain('holds images');
    expect(warning).toMatch(/setting winnow\.stateFolder or --state\.$/);
    const again = await openStateFolder(pets(), { env });
    expect(again.path).toBe(path);
    expect(again.warning).toContain(path);
    expect(readdirSync(join(base, 'data')).sort()).toEqual(['loose.jpg', 'pets']);
  });

  it('lies elsewhere when the folder is a class among classes', async () => {
    const { path } = await openStateFolder(join(pets(), 'cat'), { env });
    expect(path.startsWith(join(base, 'xdg/winnow'))).toBe(true);
  });

  it('lies elsewhere when .winnow is a link', async () => {
    mkdirSync(join(base, 'elsewhere'));
    symlinkSync(join(base, 'elsewhere'), join(base, 'data/.winnow'));
    expect((await openStateFolder(pets(), { env })).path.startsWith(join(base, 'xdg'))).toBe(true);
    expect(readdirSync(join(base, 'elsewhere'))).toEqual([]);
  });

  it('lies where the user says, one folder for each dataset', async () => {
    const stateDir = join(base, 'mine');
    put('data/others/cat/1.jpg');
    const first = await openStateFolder(pets(), { env, stateDir });
    const second = await openStateFolder(join(base, 'data/others'), { env, stateDir });
    expect(first.warning).toBeUndefined();
    expect(readdirSync(stateDir).sort()).toEqual([`others-${second.id}`, `pets-${first.id}`]);
    expect(await findStateFolder(pets(), { env, stateDir })).toBe(first.path);
  });

  it('is still the one after it was moved to the place that the user says then', async () => {
    put('data/loose.jpg');
    const { path, id } = await openStateFolder(pets(), { env });
    const place = join(base, 'disk');
    mkdirSync(place);
    renameSync(path, join(place, basename(path)));
    expect(await openStateFolder(pets(), { env, stateDir: place })).toEqual({ id, path: join(place, basename(path)) });
  });

  it('names what helps where it cannot be made or written', async () => {
    const taken = join(pets(), 'cat/1.jpg');
    const remedy = /cannot be (?:made|written) \(.+\)\. .*setting winnow\.stateFolder or --state\.$/;
    await expect(openStateFolder(pets(), { env, stateDir: taken })).rejects.toThrow(remedy);
    await expect(requireWritableState(join(taken, 'pets'))).rejects.toThrow(remedy);
  });

  it('is one for a dataset reached through a link', async () => {
    const { id } = await openStateFolder(pets(), { env });
    symlinkSync(pets(), join(base, 'alias'));
    expect((await openStateFolder(join(base, 'alias'), { env })).id).toBe(id);
  });

  it('is not made for what lies in a state folder', async () => {
    const { path } = await openStateFolder(pets(), { env });
    mkdirSync(join(path, 'trash'));
    await expect(openStateFolder(join(path, 'trash'), { env })).rejects.toThrow(/own folder/);
    expect(await findEnclosingDataset(join(path, 'trash'), { env })).toBeUndefined();
  });
});

describe('findEnclosingDataset', () => {
  it('finds the dataset above a class folder', async () => {
    expect(await findEnclosingDataset(join(pets(), 'cat'), { env })).toBeUndefined();
    await openStateFolder(pets(), { env });
    expect(await findEnclosingDataset(join(pets(), 'cat'), { env })).toBe(pets());
    expect(await findEnclosingDataset(pets(), { env })).toBe(pets());
    expect(await findEnclosingDataset(join(base, 'data'), { env })).toBeUndefined();
  });

  it('finds it also when the state lies elsewhere', async () => {
    put('data/loose.jpg');
    await openStateFolder(pets(), { env });
    expect(await findEnclosingDataset(join(pets(), 'dog'), { env })).toBe(pets());
  });
});

describe('what is remembered of state folders', () => {
  const notes = (): string => join(base, 'xdg/winnow/known');
  const noteOf = (id: string): string => join(notes(), id);

  async function makeOther(): Promise<void> {
    put('data/other/cat/1.jpg');
    await openStateFolder(join(base, 'data/other'), { env });
  }

  it('goes when the folder was deleted and another is noted', async () => {
    const { id, path } = await openStateFolder(pets(), { env });
    expect(readdirSync(notes())).toEqual([id]);
    rmSync(path, { recursive: true });
    await makeOther();
    expect(readdirSync(notes())).toHaveLength(1);
    expect(readdirSync(notes())).not.toContain(id);
  });

  it('stays while the disk that it lies on is not there, for a year', async () => {
    const { id, path } = await openStateFolder(pets(), { env });
    rmSync(path, { recursive: true });
    writeFileSync(noteOf(id), `${path}\n123456789\n`);
    await makeOther();
    expect(readdirSync(notes())).toContain(id);
    const longAgo = Date.now() / 1000 - 400 * 24 * 3600;
    utimesSync(noteOf(id), longAgo, longAgo);
    put('data/third/cat/1.jpg');
    await openStateFolder(join(base, 'data/third'), { env });
    expect(readdirSync(notes())).not.toContain(id);
  });

  it('knows when it was used last', async () => {
    const { id } = await openStateFolder(pets(), { env });
    utimesSync(noteOf(id), 1000, 1000);
    await openStateFolder(pets(), { env });
    expect(statSync(noteOf(id)).mtimeMs).toBeGreaterThan(Date.now() - 3600_000);
  });

  it('holds for a state that is there, whatever the note says of its device', async () => {
    const { id, path } = await openStateFolder(pets(), { env });
    writeFileSync(noteOf(id), `${path}\n`);
    await makeOther();
    mkdirSync(join(base, 'elsewhere'));
    renameSync(pets(), join(base, 'elsewhere/pets'));
    expect(await findStateFolder(join(base, 'elsewhere/pets'), { env })).toBe(path);
  });
});
