import { escapeXml } from '../../core/training/escapeXml';
import { printable } from '../exchange/printable';
import { counted } from '../../core/words';
import type { CheckedFinding, CheckOutcome } from './runChecks';

export interface CheckReport {
  readonly ok: boolean;
  /** Name of the dataset. */
  readonly dataset: string;
  readonly images: number;
  readonly checks: readonly CheckOutcome[];
  readonly notes: readonly string[];
}

export const reportFormats = ['text', 'json', 'junit', 'markdown'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** Findings listed for each limit that is passed; JSON lists all. */
const mostListed = 20;

/** The report in one of the formats. */
export function formatReport(report: CheckReport, format: ReportFormat): string {
  switch (format) {
    case 'json':
      return JSON.stringify({
        ok: report.ok,
        failures: failuresOf(report),
        checks: report.checks,
        notes: report.notes,
      });
    case 'text':
      return asText(report);
    case 'junit':
      return asJunit(report);
    case 'markdown':
      return asMarkdown(report);
  }
}

export function failuresOf({ checks }: CheckReport): CheckOutcome[] {
  return checks.filter(({ ok }) => !ok);
}

function summary(outcome: CheckOutcome): string {
  const { check, limitText, found, known } = outcome;
  if (check === 'minImagesPerClass')
    return found === 0
      ? `every class has ${counted(outcome.limit, 'image')} or more`
      : `${found === 1 ? '1 class has' : `${found} classes have`} fewer than ${limitText}`;
  const aside = known > 0 ? `, ${known} more ${known === 1 ? 'is' : 'are'} known` : '';
  if (!isShare(outcome)) return `${found} found, ${limitText} allowed${aside}`;
  return `${found} of ${outcome.images} (${shareOf(outcome)}), limit ${spaced(limitText)}${aside}`;
}

function isShare({ limitText }: CheckOutcome): boolean {
  return limitText.endsWith('%');
}

/** `2%` as `2 %`. */
function spaced(limitText: string): string {
  return limitText.replace('%', ' %');
}

/** What was found as a share of the images, with as many digits as tell it from a limit that it is over. */
function shareOf({ found, images, limitText, ok }: CheckOutcome): string {
  const share = (100 * found) / images;
  const digits = [0, 1, 2].find((n) => ok || Number(share.toFixed(n)) > parseFloat(limitText)) ?? 3;
  return `${Number(share.toFixed(digits))} %`;
}

function imagesOf({ images }: CheckedFinding): string {
  const shown = images.slice(0, 4).map(printable).join(', ');
  return images.length > 4 ? `${shown} and ${images.length - 4} more` : shown;
}

function rest({ findings }: CheckOutcome): string[] {
  const more = findings.length - mostListed;
  return more > 0 ? [`… and ${more} more (--format json lists all)`] : [];
}

function asText(report: CheckReport): string {
  const { ok, dataset, images, checks, notes } = report;
  const width = Math.max(...checks.map(({ check }) => check.length), 0);
  return [
    `${printable(dataset)}: ${ok ? 'all is within its limits' : 'over its limits'} (${counted(images, 'image')})`,
    ...checks.map((check) => `  ${check.ok ? 'ok  ' : 'FAIL'}  ${check.check.padEnd(width)}  ${summary(check)}`),
    ...notes.map((note) => `  note  ${note}`),
    ...failuresOf(report).flatMap((check) => [
      '',
      `${check.check}:`,
      ...check.findings.slice(0, mostListed).map((f) => `  ${imagesOf(f)}: ${printable(f.explanation)}`),
      ...rest(check).map((line) => `  ${line}`),
    ]),
  ].join('\n');
}

/** One test case for each limit, as CI servers read JUnit's XML. */
function asJunit({ dataset, checks, notes }: CheckReport): string {
  const failures = checks.filter(({ ok }) => !ok).length;
  const cases = checks.flatMap((check) => {
    const name = `name="${escapeXml(check.check)}" classname="${escapeXml(`winnow.${dataset}`)}"`;
    if (check.ok) return [`    <testcase ${name}/>`];
    const lines = check.findings.slice(0, mostListed).map((f) => `${imagesOf(f)}: ${printable(f.explanation)}`);
    return [
      `    <testcase ${name}>`,
      `      <failure message="${escapeXml(summary(check))}">${escapeXml([...lines, ...rest(check)].join('\n'))}</failure>`,
      '    </testcase>',
    ];
  });
  const counts = `tests="${checks.length}" failures="${failures}" errors="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="winnow check" ${counts}>`,
    ...cases,
    ...(notes.length > 0 ? [`    <system-out>${escapeXml(notes.map(printable).join('\n'))}</system-out>`] : []),
    '  </testsuite>',
    '</testsuites>',
  ].join('\n');
}

/** A job summary. */
function asMarkdown(report: CheckReport): string {
  const { ok, dataset, images, checks, notes } = report;
  return [
    `## ${ok ? '✅' : '❌'} ${inline(dataset)}: ${ok ? 'within its limits' : 'over its limits'}`,
    '',
    `${counted(images, 'image')}.`,
    '',
    '| | check | found | allowed | known |',
    '| --- | --- | --: | --: | --: |',
    ...checks.map(
      (outcome) =>
        `| ${outcome.ok ? '✅' : '❌'} | ${outcome.check} | ${foundCell(outcome)} | ${spaced(outcome.limitText)} | ${outcome.known} |`,
    ),
    ...notes.flatMap((note) => ['', inline(note)]),
    ...failuresOf(report).flatMap((check) => [
      '',
      `### ${check.check}`,
      '',
      ...check.findings.slice(0, mostListed).map((f) => `- ${inline(imagesOf(f))}: ${inline(f.explanation)}`),
      ...rest(check).map((line) => `- ${line}`),
    ]),
    '',
  ].join('\n');
}

function foundCell(outcome: CheckOutcome): string {
  return isShare(outcome) ? `${outcome.found} (${shareOf(outcome)})` : String(outcome.found);
}

/** Names from a disk must not become markup. */
function inline(text: string): string {
  return printable(text).replace(/[\\`*_{}[\]<>|#@]/g, '\\$&');
}
