/**
 * `npm test`: everything, in the order of its cost. Says what is missing and how to install it before it starts, and
 * ends with one line `N passed, N failed` over all suites.
 */
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { run } from './run.mjs';

const results = 'test-results';

const has = (command) => spawnSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' }).status === 0;
const missing = [
  ['chromium', ['chromium', 'chromium-browser', 'google-chrome']],
  ['strace', ['strace']],
].filter(([, commands]) => process.platform === 'linux' && !commands.some(has));
// Tests load ONNX Runtime themselves, too: it tells nobody.
process.env.ORT_DISABLE_TELEMETRY = '1';

if (missing.length > 0 && !process.env.WINNOW_CHROMIUM) {
  console.error(`Not installed: ${missing.map(([name]) => name).join(', ')}. On Debian or Ubuntu:
  sudo apt-get install ${missing.map(([name]) => name).join(' ')}`);
  process.exit(2);
}
if (!existsSync('node_modules/esbuild')) await run('npm', ['install', '--no-save']);

await rm(results, { recursive: true, force: true });
let passed = 0;
let failed = 0;
/** Said again at the end, where it is seen. */
const failures = [];

/** The name of what begins, after the time since the start: where the minutes go is read off the log. */
function heading(name) {
  console.log(`\n== ${name} (after ${(performance.now() / 60_000).toFixed(1)} min)`);
}

/** A step without cases of its own counts as one. */
async function step(name, work) {
  heading(name);
  try {
    await work();
    passed++;
  } catch (error) {
    console.error(`${name}: ${error.message}`);
    failures.push(`${name}: ${error.message}`);
    failed++;
  }
}

async function vitest(project) {
  heading(project);
  const report = `${results}/${project}.json`;
  const args = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile=${report}`,
  ];
  await run(process.execPath, args).catch((error) => console.error(error.message));
  if (!existsSync(report)) {
    failures.push(`${project}: no report was written`);
    failed++;
    return;
  }
  const counts = JSON.parse(await readFile(report, 'utf8'));
  passed += counts.numPassedTests;
  failed += counts.numFailedTests;
  // A file that cannot be loaded has no cases, and is a failure all the same.
  const unloaded = counts.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  failed += unloaded.length;
  failures.push(...unloaded.map((file) => `${project}: ${file.name}: ${firstLine(file.message)}`));
  for (const file of counts.testResults)
    for (const { status, fullName, failureMessages } of file.assertionResults)
      if (status === 'failed') failures.push(`${project}: ${fullName}: ${inShort(failureMessages[0])}`);
}

/** What was wrong and what the test added to it, without the stack but for the line of the test. */
function inShort(text = '') {
  const lines = text.split('\n');
  const stack = lines.findIndex((line) => /^\s+at /.test(line));
  const message = lines.slice(0, stack < 0 ? 12 : Math.min(stack, 30));
  const where = lines.find((line) => /^\s+at .*\.test\.ts:/.test(line));
  return [...message, ...(where ? [where] : [])].join('\n  ');
}

function firstLine(text = '') {
  return text.split('\n')[0];
}

// Each of these has one thread: two lanes take half the time.
const node = (...args) => run(process.execPath, args);
const eslint = step('eslint', () => node('node_modules/eslint/bin/eslint.js', '.'));
await step('types', () => node('node_modules/typescript/bin/tsc', '-b'));
await step('build', () => node('esbuild.mjs', '--tests'));
await step('prettier', () => node('node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'));
await step('knip', () => node('node_modules/knip/bin/knip.js', '--no-progress'));
await eslint;
for (const project of ['unit', 'engine', 'safety']) await vitest(project);
await step('package', () => node('scripts/package.mjs', '--out', 'build/winnow.vsix'));
await vitest('package');
await step('audit', () => node('scripts/audit.mjs'));
await step('test editor', () => node('scripts/installTestEditor.mjs'));
await vitest('vscode');
await vitest('e2e');

for (const failure of failures) console.log(`FAILED ${failure}`);
heading('end');
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
