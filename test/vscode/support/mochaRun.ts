import { writeFile } from 'node:fs/promises';
import Mocha from 'mocha';
import { notes } from './notes';
import { resultsVariable, type TestReport } from './report';

/**
 * Runs a suite inside the extension host. `load` imports the test files, and only then: they call `describe` when they
 * are evaluated, so its global must be there first. The report goes to a file, because the host's console is shared with
 * every other extension.
 */
export async function mochaRun(load: () => Promise<unknown>): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, reporter: 'min', color: false });
  if (process.env.WINNOW_TEST_GREP) mocha.grep(new RegExp(process.env.WINNOW_TEST_GREP));
  const report: TestReport = { passed: [], failed: [], skipped: [], notes };
  try {
    mocha.suite.emit('pre-require', globalThis, '', mocha);
    await load();
    await new Promise<void>((done) => {
      const runner = mocha.run(() => done());
      runner.on('pass', (test) => report.passed.push({ title: test.fullTitle(), ms: test.duration ?? 0 }));
      runner.on('pending', (test) => report.skipped.push({ title: test.fullTitle() }));
      runner.on('fail', (test, error) => report.failed.push({ title: test.fullTitle(), error: describeError(error) }));
    });
  } catch (error) {
    report.failed.push({ title: 'loading the suite', error: describeError(error) });
  }
  const file = process.env[resultsVariable];
  if (file) await writeFile(file, JSON.stringify(report));
  // VS Code takes a rejected run() for exit code 1.
  if (report.failed.length) throw new Error(`${report.failed.length} failed`);
}

function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
