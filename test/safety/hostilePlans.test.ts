import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { winnow, type CliResult } from '../support/cli';
import { GuardedScene } from './support/guardedScene';
import { hostilePaths } from './support/hostileValues';
import { Random } from './support/random';

const seeds = process.env.WINNOW_SAFETY === 'long' ? 300 : 12;

let scene: GuardedScene;

beforeEach(() => {
  scene = new GuardedScene();
});
afterEach(() => scene.remove());

/** Runs the packaged command; it may do its work, part of it, or refuse: never fail by a fault of its own. */
async function run(name: string, ...rest: string[]): Promise<CliResult> {
  const { stateFolder, cacheFolder } = scene.folders;
  const args = [name, scene.root, ...rest, '--state', stateFolder, '--cache', cacheFolder, '--json', '--quiet'];
  const result = await winnow(args);
  expect([0, 2, 3], `${name}: ${result.stderr}`).toContain(result.code);
  return result;
}

function writePlan(content: string | Uint8Array): string {
  const path = join(scene.scratch, 'plan.json');
  writeFileSync(path, content);
  return path;
}

const classNames = [
  'dog',
  'cat',
  'new',
  'a/b',
  'way-out',
  'way-out/folder',
  '.winnow',
  '.WINNOW/x',
  'CON',
  'C:',
  '~',
  '-rf',
];
const forbidden = [
  '..',
  '../outside',
  'a/../../outside',
  '/tmp/x',
  'a//b',
  '.',
  'C:\\x',
  '\\\\server\\share',
  'a\0b',
  '',
];

describe('hostile plan files', () => {
  it('are carried out as far as they are sound, inside the dataset only, and taken back exactly', async () => {
    const before = scene.tree();
    let [entries, applied] = [0, 0];
    for (let seed = 0; seed < seeds; seed++) {
      const random = new Random(seed);
      const paths = ['cat/1.png', 'cat/2.png', 'dog/4.png', 'cat/1.txt', 'cat', ...hostilePaths(scene.outside)];
      const decisions = Array.from({ length: 60 }, () => {
        const path = random.pick(paths);
        const to = random.pick(
          random.chance(0.02) ? forbidden : [...classNames, 'x'.repeat(255), 'y/'.repeat(60) + 'y'],
        );
        return random.pick([
          { path, decision: 'relabel', to },
          { path, decision: 'delete' },
          { path, decision: 'set-aside' },
          { path, decision: 'keep' },
        ]);
      });
      entries += decisions.length;
      const { stdout, stderr } = await run('apply', '--plan', writePlan(JSON.stringify({ decisions })));
      expect(stderr).toMatch(stdout === '' ? /^winnow: The plan .* is not valid at decisions\.\d+\.to: .*\n$/ : /^$/);
      scene.expectGuarded(`seed ${seed}, applied`);
      if (stdout === '') continue;
      const result = JSON.parse(stdout) as { applied: number; skipped: { reason: string }[] };
      applied += result.applied;
      for (const { reason } of result.skipped) expect(reason).toMatch(/^[A-Z].*\.$/);
      const undone = await run('undo');
      expect(undone.code, undone.stdout).toBe(0);
      expect(scene.tree(), `seed ${seed}, undone`).toEqual(before);
    }
    expect(applied).toBeGreaterThan(0);
    console.info(`${entries} hostile entries in ${seeds} plans, ${applied} were sound; nothing outside changed`);
  });

  it('that lead out by their target are refused as a whole, with the entry named', async () => {
    const before = scene.tree();
    for (const to of forbidden) {
      const plan = writePlan(JSON.stringify({ decisions: [{ path: 'cat/1.png', decision: 'relabel', to }] }));
      const { code, stderr } = await run('apply', '--plan', plan);
      expect(code, to).toBe(2);
      expect(stderr, to).toMatch(/^winnow: The plan .* is not valid at decisions\.0\.to: .*\n$/);
    }
    expect(scene.tree()).toEqual(before);
    scene.expectGuarded('refused');
  });

  it('that are none are refused in one line', async () => {
    const before = scene.tree();
    const files: (string | Uint8Array)[] = [
      '',
      'null',
      '[]',
      '{"decisions":{}}',
      '{"decisions":[null]}',
      '{"decisions":[{"path":1,"decision":"delete"}]}',
      '{"decisions":[{"path":"cat/1.png","decision":"explode"}]}',
      '{"decisions":[{"path":"cat/1.png","decision":"delete"}',
      '{"__proto__":{"decisions":[]}}',
      '['.repeat(200_000),
      Buffer.from([0xff, 0xfe, 0, 0, 0xd8, 0]),
      Buffer.alloc(1_000_000),
    ];
    for (const content of files) {
      const { code, stderr } = await run('apply', '--plan', writePlan(content));
      expect(code).toBe(2);
      expect(stderr).toMatch(/^winnow: The plan .*\.\n$/);
      expect(stderr.length).toBeLessThan(600);
    }
    for (const path of [scene.root, join(scene.base, 'absent.json')])
      expect((await run('apply', '--plan', path)).stderr).toMatch(/^winnow: The plan .* cannot be read: .*\.\n$/);
    expect(scene.tree()).toEqual(before);
    scene.expectGuarded('refused');
  });
});
