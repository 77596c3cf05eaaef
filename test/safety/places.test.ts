import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { programs } from '../support/workspace';
import { greyPng } from './support/greyPng';
import { snapshot } from './support/snapshot';

/** An unprivileged user on every Unix. */
const nobody = 65_534;
const cli = join(programs, 'cli.js');

let base: string;
let root: string;
const mounts: string[] = [];

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'winnow-places-'));
  root = join(base, 'data', 'pets');
  for (const [i, path] of ['cat/1.png', 'cat/2.png', 'dog/1.png', 'dog/2.png'].entries()) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), greyPng(40 * (i + 1)));
  }
});
afterEach(() => {
  for (const mount of mounts.splice(0).reverse()) spawnSync('umount', [mount]);
  rmSync(base, { recursive: true, force: true });
});

/** Runs the packaged command with nothing said about where the state lies. */
function winnow(args: readonly string[], as: readonly string[] = []): SpawnSyncReturns<string> {
  const env = { ...process.env, XDG_STATE_HOME: join(base, 'xdg'), HOME: join(base, 'home') };
  const [program, ...rest] = [...as, process.execPath, cli, ...args, '--cache', join(base, 'cache'), '--json'];
  return spawnSync(program, rest, { encoding: 'utf8', env });
}

function plan(...paths: string[]): string[] {
  const file = join(base, 'plan.json');
  writeFileSync(file, JSON.stringify({ decisions: paths.map((path) => ({ path, decision: 'delete' })) }));
  return ['--plan', file];
}

function bind(from: string, to: string, ...options: string[]): boolean {
  mkdirSync(to, { recursive: true });
  if (spawnSync('mount', ['--bind', from, to]).status !== 0) return false;
  mounts.push(to);
  return options.length === 0 || spawnSync('mount', ['-o', ['remount', 'bind', ...options].join(), to]).status === 0;
}

/** Deletes two images and takes that back; the state must lie in the user's own state folder, and that is said. */
function worksWithStateElsewhere(as: readonly string[] = []): void {
  const before = snapshot(root);
  const applied = winnow(['apply', root, ...plan('cat/1.png', 'dog/2.png')], as);
  expect(applied.status, applied.stderr).toBe(0);
  expect(JSON.parse(applied.stdout)).toMatchObject({ applied: 2, skipped: [] });
  expect(existsSync(join(root, 'cat/1.png'))).toBe(false);
  const [state] = readdirSync(join(base, 'xdg', 'winnow')).filter((name) => name.startsWith('pets-'));
  expect(applied.stderr).toContain(join(base, 'xdg', 'winnow', state));
  expect(applied.stderr).toMatch(/cannot be written|another file system/);
  expect(readdirSync(join(base, 'data'))).toEqual(['pets']);
  const undone = winnow(['undo', root], as);
  expect(undone.status, undone.stderr).toBe(0);
  expect(snapshot(root)).toEqual(before);
}

describe('where the state lies', () => {
  it('is the user’s own folder, with a warning, where the folder above may not be written', (context) => {
    const as = process.getuid?.() === 0 ? ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'] : [];
    for (const folder of ['xdg', 'home', 'cache']) mkdirSync(join(base, folder));
    if (as.length > 0) spawnSync('chown', ['-R', `${nobody}:${nobody}`, base]);
    if (winnow(['--help'], as).status !== 0) {
      console.warn('SKIPPED: the command cannot be run as another user here, and root may write anywhere.');
      context.skip();
    }
    if (as.length > 0) spawnSync('chown', ['root:root', join(base, 'data')]);
    chmodSync(join(base, 'data'), 0o555);
    try {
      worksWithStateElsewhere(as);
    } finally {
      chmodSync(join(base, 'data'), 0o755);
    }
  });

  it('is the user’s own folder where the folder above is mounted read-only', (context) => {
    const writable = join(base, 'writable');
    renameSync(root, writable);
    mkdirSync(root);
    if (!bind(join(base, 'data'), join(base, 'data'), 'ro') || !bind(writable, root)) {
      console.warn('SKIPPED: read-only mounts need root.');
      context.skip();
    }
    worksWithStateElsewhere();
  });

  it('is one for the dataset, its classes, a bind mount of it, and after it was renamed', () => {
    const before = snapshot(root);
    const apply = (folder: string, path: string): void => {
      const { status, stdout, stderr } = winnow(['apply', folder, ...plan(path)]);
      expect(status, stderr).toBe(0);
      expect(JSON.parse(stdout), stderr).toMatchObject({ applied: 1 });
    };
    apply(root, 'cat/1.png');
    apply(join(root, 'dog'), '1.png');
    const mounted = join(base, 'mounted');
    if (bind(root, mounted)) apply(mounted, 'dog/2.png');
    else console.warn('SKIPPED: bind mounts need root.');
    const applies = mounts.length > 0 ? 3 : 2;
    const renamed = join(base, 'data', 'animals');
    for (const mount of mounts.splice(0)) spawnSync('umount', [mount]);
    renameSync(root, renamed);
    const history = winnow(['history', renamed]);
    expect((JSON.parse(history.stdout) as { applies: unknown[] }).applies).toHaveLength(applies);
    for (let i = 0; i < applies; i++) expect(winnow(['undo', renamed]).status).toBe(0);
    expect(snapshot(renamed)).toEqual(before);
    expect(readdirSync(join(base, 'data', '.winnow'))).toHaveLength(1);
    expect(existsSync(join(base, 'xdg', 'winnow', '.winnow'))).toBe(false);
  });
});
