import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { installTestEditor } from '../../../scripts/installTestEditor.mjs';
import { launchChromium } from '../../e2e/support/chromium';
import { killTree } from '../../e2e/support/processTree';
import { cleanEnvironment, freePort, spawnServer, waitUntilServing } from '../../e2e/support/server';
import { writeSettings, type Settings } from '../../e2e/support/settings';
import { formatReport, resultsVariable, type TestReport } from './report';

export interface HostTestOptions {
  /** The unpackaged extension under test. */
  extensionPath: string;
  /** The bundled suite: a module that exports `run(): Promise<void>`. */
  suite: string;
  /** The folder or `.code-workspace` file to open. */
  workspace?: string;
  settings?: Settings;
  /** Only tests whose full title matches this pattern. */
  grep?: string;
  env?: NodeJS.ProcessEnv;
  timeoutMs?: number;
}

/**
 * Runs a suite inside a real Node extension host, the way VS Code's own browser integration tests do: the address of the
 * workbench names the extension and the suite, and the page reports back through two functions exposed to it.
 */
export async function runInExtensionHost(options: HostTestOptions): Promise<TestReport> {
  const { node, codeServerRoot } = await installTestEditor();
  const folder = await mkdtemp(join(tmpdir(), 'winnow-host-'));
  const logFile = join(folder, 'server.log');
  const results = join(folder, 'results.json');
  const dataDir = join(folder, 'server');
  const port = await freePort();
  const authority = `127.0.0.1:${port}`;
  await mkdir(join(folder, 'extensions'), { recursive: true });
  await writeSettings(join(dataDir, 'data'), options.settings ?? {});
  const args = [
    join(codeServerRoot, 'lib', 'vscode', 'out', 'server-main.js'),
    '--host',
    '127.0.0.1',
    '--port',
    `${port}`,
  ];
  args.push('--without-connection-token', '--accept-server-license-terms', '--disable-telemetry');
  // Without the smoke-test driver a built VS Code ignores the payload.
  args.push('--disable-workspace-trust', '--enable-smoke-test-driver');
  args.push('--server-data-dir', dataDir, '--extensions-dir', join(folder, 'extensions'));
  const env = cleanEnvironment({ ...options.env, [resultsVariable]: results, WINNOW_TEST_GREP: options.grep });
  const pid = spawnServer({ node, args, env, logFile });
  try {
    await waitUntilServing(`http://${authority}/version`, pid, logFile);
    const output = await openAndWait(address(authority, options), options.timeoutMs ?? 300_000);
    const report = await readReport(results);
    if (!report)
      throw new Error(`The suite did not report.\n${output}\n${(await readFile(logFile, 'utf8')).slice(-3000)}`);
    console.log(formatReport(report));
    return report;
  } finally {
    await killTree(pid);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function address(authority: string, options: HostTestOptions): string {
  const remote = (path: string): string => `vscode-remote://${authority}${resolve(path)}`;
  const payload = [
    ['extensionDevelopmentPath', remote(options.extensionPath)],
    ['extensionTestsPath', remote(options.suite)],
    ['enableProposedApi', ''],
    ['skipWelcome', 'true'],
  ];
  const query = new URLSearchParams({ payload: JSON.stringify(payload) });
  if (options.workspace)
    query.set(options.workspace.endsWith('.code-workspace') ? 'workspace' : 'folder', resolve(options.workspace));
  return `http://${authority}/?${query}`;
}

/** Opens the workbench and waits until it says that the suite ended; gives what it logged. */
async function openAndWait(url: string, timeoutMs: number): Promise<string> {
  const context = await launchChromium();
  const lines: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    const ended = new Promise<void>((done, fail) => {
      timer = setTimeout(
        () => fail(new Error(`The suite did not end in time.\n${lines.slice(-40).join('\n')}`)),
        timeoutMs,
      );
      void page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
        lines.push(`[${type}] ${args.map(String).join(' ')}`);
      });
      // A code other than 0 only repeats what the report says, or that there is none.
      void page.exposeFunction('codeAutomationExit', () => done());
    });
    await Promise.all([ended, page.goto(url)]);
    return lines.slice(-40).join('\n');
  } finally {
    clearTimeout(timer);
    await context.close();
  }
}

async function readReport(file: string): Promise<TestReport | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as TestReport;
  } catch {
    return undefined; // Never written: the host ended before the suite did.
  }
}
