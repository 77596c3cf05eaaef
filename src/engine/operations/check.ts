import { basename } from 'node:path';
import * as z from 'zod';
import { findingKinds } from '../../core/findings/finding';
import { DismissalBook } from '../../core/decisions/dismissal';
import { readBaseline, writeBaseline } from '../check/baseline';
import { readCheckConfig, type CheckSettings } from '../check/checkConfig';
import { failuresOf, formatReport, reportFormats, type CheckReport, type ReportFormat } from '../check/reports';
import { runChecks, type CheckOutcome } from '../check/runChecks';
import { UserError } from '../errors';
import type { DatasetSession } from '../session/datasetSession';
import { identifiedFindings } from '../session/findings/namedFindings';
import { layoutOption, openForCommand, requireFolder, searchCollages, unlabelledNote } from './cliDataset';
import { defineOperation } from './define';
import type { Call } from './operation';

interface CheckResult {
  readonly ok: boolean;
  readonly failures: readonly CheckOutcome[];
  readonly checks: readonly CheckOutcome[];
  readonly dataset: string;
  readonly images: number;
  readonly notes: readonly string[];
  readonly format: ReportFormat;
}

const foundTooMuch = 1;

/** `check`: fails when a dataset has more findings than its limits allow. For CI. */
export const checkOperation = defineOperation({
  name: 'check',
  summary: 'Fail (exit code 1) when a dataset has more findings than allowed: for CI.',
  params: z.object({
    dir: z.string(),
    layout: layoutOption,
    config: z.string().optional().describe('file with the limits (default: winnow.config.json in the folder)'),
    baseline: z.string().optional().describe('file of known findings, which do not count'),
    updateBaseline: z.boolean().default(false).describe('write what is found now into the baseline, and pass'),
    format: z.enum(reportFormats).default('text').describe('text, json, junit or markdown (a job summary)'),
  }),
  cli: { positional: ['dir'], print, exitCode: ({ ok }) => (ok ? 0 : foundTooMuch) },
  run: async (engine, { dir, layout, config, baseline, updateBaseline, format }, call): Promise<CheckResult> => {
    const settings = await readCheckConfig(await requireFolder(dir), config);
    const known = baseline ?? settings.baseline;
    if (updateBaseline && known === undefined)
      throw new UserError(
        '--update-baseline needs to know the file: give --baseline FILE, or name it in the settings.',
      );
    const book = known === undefined || updateBaseline ? new DismissalBook() : await readBaseline(known);
    const session = await openForCommand(engine, dir, call, layout);
    const report = await checkDataset(session, settings, book, updateBaseline ? known : undefined, call);
    return { ...report, failures: failuresOf(report), format };
  },
});

/** Looks for what the limits name; writes it into `update`, where that is given. */
async function checkDataset(
  session: DatasetSession,
  settings: CheckSettings,
  known: DismissalBook,
  update: string | undefined,
  call: Call,
): Promise<CheckReport> {
  const wanted = new Set(Object.keys(settings.limits).map((name) => name.split('/')[0]));
  const kinds = findingKinds.filter((kind) => wanted.has(kind));
  await session.preparation.index(call);
  if (kinds.includes('label')) await session.ranker.fit(call.signal);
  if (kinds.includes('collage')) await searchCollages(session, call);
  const findings = await identifiedFindings(session, kinds, call.signal);
  const { images, classes } = session.inventory();
  if (images === 0) throw new UserError(`${session.root} has no readable image: there is nothing to check.`);
  const unlabelled = kinds.includes('label') ? unlabelledNote(session) : undefined;
  const warnings = unlabelled === undefined ? [] : [unlabelled];
  const input = { settings, images, classes, findings, baseline: known };
  const dataset = basename(session.root);
  if (update === undefined) {
    const checks = runChecks(input);
    return { ok: checks.every(({ ok }) => ok), dataset, images, checks, notes: warnings };
  }
  const open = findings.filter(({ state }) => state !== 'dismissed' && state !== 'kept');
  await writeBaseline(
    update,
    open.map(({ identity }) => identity),
  );
  const checks = runChecks({ ...input, baseline: await readBaseline(update) });
  const notes = [
    ...warnings,
    `${open.length === 1 ? '1 finding is' : `${open.length} findings are`} known from now on: ${update}`,
  ];
  return { ok: checks.every(({ ok }) => ok), dataset, images, checks, notes };
}

function print(result: CheckResult): string {
  return formatReport(result, result.format);
}
