import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { writeManyImages } from '../fixtures/manyImages';
import { withFolder } from '../support/workspace';
import type { SceneName } from './suite/scene';
import { runInExtensionHost } from './support/run';

const root = resolve(import.meta.dirname, '../..');
const suite = join(root, 'dist-test', 'vscode', 'index.js');

/** Images of each dataset; drawn here, because no native code may run in the extension host. */
const scenes: Record<SceneName, number> = { small: 200, decided: 30, applied: 30, killed: 30, many: 2000 };

it('the suite passes inside a real extension host', { timeout: 600_000 }, () =>
  withFolder(async (folder) => {
    if (!existsSync(suite)) throw new Error(`${suite} is missing: run "node esbuild.mjs --tests" first.`);
    const workspace = join(folder, 'workspace');
    for (const [seed, [name, count]] of Object.entries(scenes).entries())
      await writeManyImages(join(workspace, name, 'set'), count, { seed, classes: 3 });
    const report = await runInExtensionHost({
      extensionPath: root,
      suite,
      workspace,
      settings: { 'winnow.cacheFolder': join(folder, 'cache'), 'winnow.threads': 2 },
      grep: process.env.WINNOW_TEST_GREP,
      timeoutMs: 550_000,
    });
    expect(report.failed).toEqual([]);
    // A suite that loads nothing would pass, too.
    expect(report.passed.length).toBeGreaterThan(process.env.WINNOW_TEST_GREP ? 0 : 8);
  }),
);
