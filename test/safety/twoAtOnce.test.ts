import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { winnow } from '../support/cli';
import { GuardedScene } from './support/guardedScene';

let scene: GuardedScene;

beforeEach(() => {
  scene = new GuardedScene();
});
afterEach(() => scene.remove());

it('of several commands that apply the same decisions at once, each file is moved by one', async () => {
  const before = scene.tree();
  const { stateFolder, cacheFolder } = scene.folders;
  const places = ['--state', stateFolder, '--cache', cacheFolder, '--json', '--quiet'];
  const plan = join(scene.scratch, 'plan.json');
  const paths = ['cat/1.png', 'cat/2.png', 'cat/3.png', 'dog/1.png'];
  writeFileSync(plan, JSON.stringify({ decisions: paths.map((path) => ({ path, decision: 'delete' })) }));
  // The state folder is made first: which of several new ones counts is another question.
  expect((await winnow(['apply', scene.root, '--plan', writeEmptyPlan(), ...places])).code).toBe(0);
  const runs = await Promise.all([1, 2, 3].map(() => winnow(['apply', scene.root, '--plan', plan, ...places])));
  const results = runs.map(({ code, stdout, stderr }) => {
    expect([0, 2, 3], stderr).toContain(code);
    return stdout === '' ? 0 : (JSON.parse(stdout) as { applied: number }).applied;
  });
  expect(results.reduce((a, b) => a + b, 0)).toBe(paths.length);
  scene.expectGuarded(readFileSync(plan, 'utf8'));
  for (const applied of results) if (applied > 0) expect((await winnow(['undo', scene.root, ...places])).code).toBe(0);
  expect(scene.tree()).toEqual(before);
});

function writeEmptyPlan(): string {
  const path = join(scene.scratch, 'empty.json');
  writeFileSync(path, '{"decisions":[]}');
  return path;
}
