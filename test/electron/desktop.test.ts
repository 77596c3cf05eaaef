import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { expect, it } from 'vitest';
import { writeSettings } from '../e2e/support/settings';
import { withFolder } from '../support/workspace';
import { formatReport, resultsVariable, type TestReport } from '../vscode/support/report';
import { writeScenes } from '../vscode/support/writeScenes';

const root = resolve(import.meta.dirname, '../..');

/** The program of desktop VS Code, downloaded once into .vscode-test; undefined where it is not to be had. */
async function desktop(): Promise<string | undefined> {
  try {
    return await downloadAndUnzipVSCode({ version: 'stable', timeout: 60_000 });
  } catch (error) {
    console.warn(`SKIPPED: desktop VS Code could not be downloaded (${String(error)}).`);
    return undefined;
  }
}

/** Not part of `npm test`: it needs a download and a display. The suite is the one of test/vscode. */
it('the suite passes in desktop VS Code', async ({ skip }) => {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    console.warn('SKIPPED: there is no display. Try: xvfb-run -a npm run test:electron');
    skip('no display');
  }
  const vscodeExecutablePath = await desktop();
  if (!vscodeExecutablePath) return skip('no download');
  await withFolder(async (folder) => {
    const workspace = join(folder, 'workspace');
    const results = join(folder, 'results.json');
    await writeScenes(workspace);
    await mkdir(join(folder, 'user'), { recursive: true });
    await writeSettings(join(folder, 'user'), { 'winnow.cacheFolder': join(folder, 'cache'), 'winnow.threads': 2 });
    // It fails with the suite's own report, which says more.
    const ended = await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: root,
      extensionTestsPath: join(root, 'dist-test', 'vscode', 'index.js'),
      extensionTestsEnv: { [resultsVariable]: results },
      launchArgs: [
        workspace,
        `--user-data-dir=${join(folder, 'user')}`,
        `--extensions-dir=${join(folder, 'extensions')}`,
        '--disable-workspace-trust',
      ],
    }).catch((error: unknown) => String(error));
    const report = JSON.parse(await readFile(results, 'utf8')) as TestReport;
    console.log(formatReport(report));
    expect(report.failed).toEqual([]);
    expect(ended).toBe(0);
    expect(report.passed.length).toBeGreaterThan(8);
  });
});
