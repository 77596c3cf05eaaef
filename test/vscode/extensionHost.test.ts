import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withFolder } from '../support/workspace';
import type { TestReport } from './support/report';
import { runInExtensionHost } from './support/run';
import { writeScenes } from './support/writeScenes';

const root = resolve(import.meta.dirname, '../..');
const suite = join(root, 'dist-test', 'vscode', 'index.js');

function runSuite(): Promise<TestReport> {
  if (!existsSync(suite)) throw new Error(`${suite} is missing: run "node esbuild.mjs --tests" first.`);
  return withFolder(async (folder) => {
    const workspace = join(folder, 'workspace');
    await writeScenes(workspace);
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
