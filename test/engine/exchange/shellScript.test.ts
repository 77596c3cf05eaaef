import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  foldersOfPlan,
  planDecisions,
  type DecidedImage,
  type FileDecision,
} from '../../../src/core/plan/planDecisions';
import type { FileOperation, Plan } from '../../../src/core/plan/plan';
import { openChanges } from '../../../src/engine/changes/openChanges';
import { readLinks } from '../../../src/engine/exchange/readLinks';
import { formatShellScript, isScriptOperation, scriptFolders } from '../../../src/engine/exchange/shellScript';
import { listFolders } from '../../../src/engine/session/folderListings';
import { hostileNames } from '../../fixtures/hostileNames';
import { contents, withFolder } from '../../support/workspace';

const when = new Date('2025-01-31T09:45:02Z');
const stateFolder = '/no/state/folder';

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script from a folder that has nothing to do with it. */
function run(script: string, folder?: string, shell = 'sh'): Promise<Ran> {
  const args = folder === undefined ? [script] : [script, folder];
  return new Promise((done) => {
    execFile(shell, args, { cwd: '/' }, (error, stdout, stderr) =>
      done({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
  });
}

async function write(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

/** What decisions on some files of a tree mean, in operations. */
async function planOf(root: string, decisions: Readonly<Record<string, FileDecision>>): Promise<Plan> {
  const images: DecidedImage[] = [];
  for (const [path, decision] of Object.entries(decisions)) {
    const { size, mtimeMs } = await stat(join(root, path));
    const hash = createHash('sha256').update(await readFile(join(root, path)));
    images.push({ path, size, mtimeMs, hash: hash.digest('hex'), decision });
  }
  const folderOf = (label: string): string => label;
  const listings = await listFolders(root, foldersOfPlan({ images, folderOf }));
  return planDecisions({ root, images, folderOf, listings });
}

async function scriptOf(root: string, planned: readonly FileOperation[]): Promise<string> {
  const operations = planned.filter(isScriptOperation);
  const folders = scriptFolders(root, when);
  const links = await readLinks(operations, (operation) => {
    if (operation.kind === 'move') return { from: join(root, operation.from), to: join(root, operation.to) };
    if (operation.kind !== 'trash') return undefined;
    return { from: join(root, operation.from), to: join(root, folders.trash, operation.from) };
  });
  const script = join(dirname(root), 'script.sh');
  await writeFile(script, formatShellScript({ root, stateFolder, operations, links, when }));
  return script;
}

/** The tree after Apply, with what went to the trash and aside as the script names these folders. */
async function applied(root: string, plan: Plan): Promise<Record<string, string>> {
  const copy = `${root}.applied`;
  await cp(root, copy, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  const state = join(`${root}.state`);
  await mkdir(state);
  const changes = await openChanges(copy, state);
  const { skipped } = await changes.apply({ ...plan, root: copy });
  expect(skipped).toEqual([]);
  const gone = async (place: 'trash' | 'set-aside'): Promise<[string, string][]> =>
    (await changes.kept(place)).map(({ path, hash }) => [path, hash]);
  const prefixed = (folder: string, entries: [string, string][]): [string, string][] =>
    entries.map(([path, hash]) => [`${folder}/${path}`, hash]);
  return Object.fromEntries([
    ...prefixed('set', Object.entries(await contents(copy))),
    ...prefixed('trash', await gone('trash')),
    ...prefixed('aside', await gone('set-aside')),
  ]);
}

async function present(root: string): Promise<Record<string, string>> {
  const found = Object.entries(await contents(dirname(root)));
  const { trash, setAside } = scriptFolders(root, when);
  const names = new Map([
    ['set', 'set'],
    [trash.slice(3), 'trash'],
    [setAside.slice(3), 'aside'],
  ]);
  return Object.fromEntries(
    found.flatMap(([path, hash]) => {
      const [top, ...rest] = path.split('/');
      const name = names.get(top);
      return name === undefined ? [] : [[[name, ...rest].join('/'), hash]];
    }),
  );
}

/** A tree of hostile names in hostile folders, with captions, names that are taken, and decisions of all kinds. */
async function hostileTree(root: string): Promise<Record<string, FileDecision>> {
  const files: Record<string, string> = {};
  const decisions: Record<string, FileDecision> = {};
  const folders = ['-cat', 'it\'s "a"\ncat', '$(touch owned)'];
  const kinds: FileDecision[] = [
    { kind: 'relabel', to: '-dog\n#new' },
    { kind: 'delete' },
    { kind: 'set-aside' },
    { kind: 'relabel', to: '-cat' },
    { kind: 'keep' },
  ];
  let n = 0;
  for (const folder of folders)
    for (const name of hostileNames(true)) {
      const path = `${folder}/${name}`;
      files[path] = `image ${path}`;
      decisions[path] = kinds[n++ % kinds.length];
    }
  for (const path of Object.keys(files).filter((_, i) => i % 4 === 0))
    files[`${path.slice(0, 200)}.txt`] = `of ${path}`;
  await write(root, files);
  return decisions;
}

/** Shells of this machine; `sh` is there wherever a script can be run at all. */
const shells = ['sh', 'dash', 'bash', 'zsh'].filter((name) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name))),
);
if (shells.length === 0) console.warn('SKIPPED: there is no shell here that could run an exported script.');

describe.each(shells)('a script run with %s', (shell) => {
  it('leaves every file where Apply would put it, whatever its name', () =>
    withFolder(async (folder) => {
      const root = join(folder, 'set');
      const plan = await planOf(root, await hostileTree(root));
      expect(plan.operations.length).toBeGreaterThan(80);
      const expected = await applied(root, plan);
      const script = await scriptOf(root, plan.operations);
      const { code, stdout, stderr } = await run(script, undefined, shell);
      expect(stderr).toBe('');
      expect(code).toBe(0);
      expect(stdout).toMatch(/^\d+ moved, 0 left alone\n$/);
      expect(await present(root)).toEqual(expected);
      expect(await readdir(folder)).not.toContain('owned');
    }));
});

describe.skipIf(shells.length === 0)('a script', () => {
  it('can be run on another copy of the dataset, whose name begins with a dash', () =>
    withFolder(async (folder) => {
      const root = join(folder, 'set');
      await write(root, { 'cat/1.jpg': 'one', 'cat/2.jpg': 'two' });
      const plan = await planOf(root, { 'cat/1.jpg': { kind: 'relabel', to: 'dog' } });
      const copy = join(folder, '-copy');
      await cp(root, copy, { recursive: true });
      const script = await scriptOf(root, plan.operations);
      expect(await run(script, copy)).toMatchObject({ code: 0, stdout: '1 moved, 0 left alone\n' });
      expect(Object.keys(await contents(copy))).toEqual(['cat/2.jpg', 'dog/1.jpg']);
      expect(Object.keys(await contents(root))).toEqual(['cat/1.jpg', 'cat/2.jpg']);
    }));

  it('never overwrites, leaves alone what changed, and keeps captions with their image', () =>
    withFolder(async (folder) => {
      const root = join(folder, 'set');
      await write(root, {
        'cat/1.jpg': 'one',
        'cat/2.jpg': 'two',
        'cat/2.txt': 'caption',
        'cat/3.jpg': 'three',
        'cat/4.jpg': 'four',
        'dog/x.jpg': 'x',
      });
      const relabel: FileDecision = { kind: 'relabel', to: 'dog' };
      const plan = await planOf(root, {
        'cat/1.jpg': relabel,
        'cat/2.jpg': relabel,
        'cat/3.jpg': { kind: 'delete' },
        'cat/4.jpg': relabel,
      });
      const script = await scriptOf(root, plan.operations);
      await write(root, { 'dog/1.jpg': 'in the way', 'cat/2.jpg': 'another' });
      const before = await contents(root);
      const { code, stdout, stderr } = await run(script);
      expect(code).toBe(3);
      expect(stdout).toBe('2 moved, 3 left alone\n');
      expect(stderr.split('\n').slice(0, -1)).toEqual([
        'left alone: ./cat/1.jpg: the name ./dog/1.jpg is taken',
        'left alone: ./cat/2.jpg: its content is not what was decided on',
        'left alone: ./cat/2.txt: its image is not moved',
      ]);
      const after = await contents(root);
      for (const path of ['dog/1.jpg', 'cat/1.jpg', 'cat/2.jpg', 'cat/2.txt']) expect(after[path]).toBe(before[path]);
      // Run again it finds nothing to do, and says so.
      expect(await run(script)).toMatchObject({ code: 3, stdout: '0 moved, 5 left alone\n' });
      expect(await contents(root)).toEqual(after);
    }));

  it('moves links, which still reach what they reached, also when that moves', () =>
    withFolder(async (folder) => {
      const root = join(folder, 'set');
      await write(root, { 'cat/real.jpg': 'real', 'cat/moving.jpg': 'moving', 'deep/er/x.jpg': 'x' });
      await symlink('real.jpg', join(root, 'cat', 'a.jpg'));
      await symlink('moving.jpg', join(root, 'cat', 'b.jpg'));
      await symlink(join(root, 'cat', 'real.jpg'), join(root, 'cat', 'c.jpg'));
      const to: FileDecision = { kind: 'relabel', to: 'deep/er' };
      const plan = await planOf(root, {
        'cat/moving.jpg': to,
        'cat/a.jpg': to,
        'cat/b.jpg': to,
        'cat/c.jpg': { kind: 'delete' },
      });
      expect(await run(await scriptOf(root, plan.operations))).toMatchObject({ code: 0, stderr: '' });
      expect(await readFile(join(root, 'deep/er/a.jpg'), 'utf8')).toBe('real');
      expect(await readFile(join(root, 'deep/er/b.jpg'), 'utf8')).toBe('moving');
      expect(await readlink(join(root, 'deep/er/b.jpg'))).toBe('moving.jpg');
      const trash = join(root, scriptFolders(root, when).trash, 'cat');
      expect(await readlink(join(trash, 'c.jpg'))).toBe(join(root, 'cat', 'real.jpg'));
      expect(await readdir(join(root, 'cat'))).toEqual(['real.jpg']);
    }));

  it('says what it does in comments that no name can end', () =>
    withFolder(async (folder) => {
      const root = join(folder, 'set');
      await write(root, { 'a\nrm -rf x/1.jpg': 'one', 'cat/rtl \u202egpj.exe.jpg': 'two' });
      const plan = await planOf(root, {
        'a\nrm -rf x/1.jpg': { kind: 'relabel', to: 'dog' },
        'cat/rtl \u202egpj.exe.jpg': { kind: 'delete' },
      });
      const text = await readFile(await scriptOf(root, plan.operations), 'utf8');
      expect(text).toContain('# Relabel: a\\u{a}rm -rf x -> dog\n');
      expect(text).toContain('# Delete from cat (a move to the folder beside the dataset)\n');
      const comments = text.split('\n').filter((line) => line.startsWith('#'));
      expect(comments.join('\n')).not.toMatch(/\u202e/);
      expect(comments.join('\n')).toContain('\\u{202e}');
    }));
});
