import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeManyImages } from '../fixtures/manyImages';
import { withFolder } from '../support/workspace';
import type { SceneName } from './suite/scene';
import type { TestReport } from './support/report';
import { runInExtensionHost } from './support/run';

const root = resolve(import.meta.dirname, '../..');
const suite = join(root, 'dist-test', 'vscode', 'index.js');

/** Images of each dataset; drawn here, because no native code may run in the extension host. */
const scenes: Record<SceneName, number> = {
  small: 200,
  decided: 30,
  applied: 30,
  exchanged: 30,
  killed: 30,
  /** For a measurement on a quiet machine: WINNOW_TEST_IMAGES=10000. */
  many: Number(process.env.WINNOW_TEST_IMAGES ?? 2000),
};

function runSuite(): Promise<TestReport> {
  if (!existsSync(suite)) throw new Error(`${suite} is missing: run "node esbuild.mjs --tests" first.`);
  return withFolder(async (folder) => {
    const workspace = join(folder, 'workspace');
    for (const [seed, [name, count]] of Object.entries(scenes).entries())
      await writeManyImages(join(workspace, name, 'set'), count, { seed, classes: 3 });
    return runInExtensionHost({
      extensionPath: root,
      suite,
      workspace,
      settings: { 'winnow.cacheFolder': join(folder, 'cache'), 'winnow.threads': 2 },
      grep: process.env.WINNOW_TEST_GREP,
      timeoutMs: 550_000,
    });
  });
}

// Run while the cases are gathered, so that each case inside the host is a case here.
const { passed, failed, skipped } = await runSuite();

describe('inside a real extension host', () => {
  for (const { title } of passed) it(title, () => undefined);
  for (const { title, error } of failed) it(title, () => expect.unreachable(error));
  for (const { title } of skipped) it.skip(title);

  it('the suite has run', () => {
    // A suite that loads nothing would pass, too.
    expect(passed.length + failed.length).toBeGreaterThan(process.env.WINNOW_TEST_GREP ? 0 : 8);
  });
});
