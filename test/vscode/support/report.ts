/** The environment variable that names the file which the suite writes its report to. */
export const resultsVariable = 'WINNOW_TEST_RESULTS';

export interface TestReport {
  passed: { title: string; ms: number }[];
  failed: { title: string; error: string }[];
  skipped: { title: string }[];
  /** Figures that a test measured. */
  notes: string[];
}

/** The report as lines for a terminal. */
export function formatReport(report: TestReport): string {
  return [
    ...report.passed.map((test) => `  ok    ${test.title} (${test.ms} ms)`),
    ...report.skipped.map((test) => `  skip  ${test.title}`),
    ...report.failed.map((test) => `  FAIL  ${test.title}\n        ${test.error.replace(/\n/g, '\n        ')}`),
    ...report.notes.map((note) => `  note  ${note}`),
    `${report.passed.length} passed, ${report.failed.length} failed, ${report.skipped.length} skipped`,
  ].join('\n');
}
