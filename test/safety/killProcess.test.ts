import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChanges } from '../../src/engine/changes/openChanges';
import { RealScene } from './support/realScene';

const thorough = process.env.WINNOW_SAFETY === 'long';
const work = mkdtempSync(join(tmpdir(), 'winnow-kill-'));
const program = join(work, 'program.cjs');

beforeAll(async () => {
  const entryPoint = join(import.meta.dirname, 'support/killedProgram.ts');
  await build({ entryPoints: [entryPoint], outfile: program, bundle: true, platform: 'node', logLevel: 'error' });
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

function makeScene(): RealScene {
  const scene = new RealScene(mkdtempSync(join(work, 'scene-')));
  scene.put('cat/1.jpg', 'cat one');
  scene.put('cat/1.txt', 'a cat');
  scene.put('cat/2.jpg', 'cat two');
  scene.put('cat/3.jpg', 'cat three');
  scene.put('dog/1.jpg', 'dog one');
  scene.putLink('cat/link.jpg', '../dog/1.jpg');
  const plan = scene.plan([
    scene.decided('cat/1.jpg', { kind: 'relabel', to: 'dog' }),
    scene.decided('cat/2.jpg', { kind: 'delete' }),
    scene.decided('cat/3.jpg', { kind: 'set-aside' }),
    scene.decided('cat/link.jpg', { kind: 'relabel', to: 'bird' }),
  ]);
  writeFileSync(join(scene.base, 'plan.json'), JSON.stringify(plan));
  return scene;
}

/** Runs the program to its death at `step`; returns the number of steps when it came to its end. */
function run(scene: RealScene, action: string, step: number): number | undefined {
  const plan = join(scene.base, 'plan.json');
  const { signal, stdout, stderr, status } = spawnSync(
    process.execPath,
    [program, scene.root, scene.state, plan, action, String(step)],
    { encoding: 'utf8' },
  );
  if (signal === 'SIGKILL') return undefined;
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
}

async function assertWhole(
  scene: RealScene,
  before: { contents: string[]; tree: Map<string, string> },
  where: string,
): Promise<void> {
  const changes = await openChanges(scene.root, scene.state);
  expect((await changes.recover()).problems, where).toEqual([]);
  expect(scene.contents(), where).toEqual(before.contents);
  expect((await changes.undo()).conflicts, where).toEqual([]);
  expect(scene.tree(), where).toEqual(before.tree);
  expect(scene.contents(), where).toEqual(before.contents);
}

describe('SIGKILL of a real process', () => {
  it('at every step of an apply, and of the recovery, loses nothing', async () => {
    const original = makeScene();
    const before = { contents: original.contents(), tree: original.tree() };
    const rehearsal = makeScene();
    const steps = run(rehearsal, 'apply', -1)!;
    let points = 0;
    for (let step = 0; step < steps; step += thorough ? 1 : 2) {
      const scene = makeScene();
      expect(run(scene, 'apply', step), `step ${step}`).toBeUndefined();
      points++;
      if (step % (thorough ? 3 : 30) === 0) {
        for (let second = 0; ; second += thorough ? 1 : 3) {
          // The journal names absolute paths, so that the second crash happens in a scene made anew.
          const again = makeScene();
          run(again, 'apply', step);
          const ended = run(again, 'recover', second) !== undefined;
          if (!ended) points++;
          await assertWhole(again, before, `killed at step ${step} and at ${second} of the recovery`);
          again.remove();
          if (ended) break;
        }
      }
      await assertWhole(scene, before, `killed at step ${step}`);
      scene.remove();
    }
    console.info(`${points} kill points with SIGKILL, 0 lost`);
    expect(points).toBeGreaterThan(40);
  });
});
