import type { IntentRecord, JournalRecord } from './journalRecords';
import { operationKey, type PreparedStep, type StepRun } from '../steps/stepRun';

/** What a step is about to do, for the journal. */
export function intentRecord(
  run: StepRun,
  { index, step, from, to, source, move, rewrite }: PreparedStep,
): JournalRecord {
  const base: IntentRecord = { type: 'intent', run: run.id, operation: index, kind: step.kind, from };
  const { of, provenance, isSidecar } = step;
  return {
    ...base,
    ...((move ?? rewrite) && { to }),
    ...(source && source.expected),
    ...(move && move.method !== 'link' && { method: move.method }),
    ...(move?.linkText !== undefined &&
      source?.target !== undefined && { link: { target: source.target, rewritten: move.linkText } }),
    ...(rewrite && { replaces: { ...rewrite.replaced.expected, backup: rewrite.backup } }),
    ...(of && { of }),
    ...(isSidecar && { sidecar: true }),
    ...(provenance && { provenance }),
  };
}

/** Rows of one record: a line of the journal stays readable. */
const rowsAtOnce = 500;

/** What a step is about to do, with the labels that a table changes. */
export function intentRecords(run: StepRun, item: PreparedStep): JournalRecord[] {
  const rows = (item.step.relabels ?? []).map(({ path, before, after }): [string, string, string] => [
    path,
    before,
    after,
  ]);
  const records = [intentRecord(run, item)];
  for (let at = 0; at < rows.length; at += rowsAtOnce)
    records.push({ type: 'relabels', ...operationKey(run, item), rows: rows.slice(at, at + rowsAtOnce) });
  return records;
}

/** What became of a step, for the journal; nothing for one that the next start settles. */
export function outcomeRecord(run: StepRun, item: PreparedStep): JournalRecord[] {
  const key = operationKey(run, item);
  const outcome = run.outcomes[item.index];
  switch (outcome.kind) {
    case 'done':
      return [{ type: 'done', ...key }];
    case 'idle':
      return [{ type: 'skipped', ...key, reason: 'Nothing to do.' }];
    case 'skipped':
      return [{ type: 'skipped', ...key, reason: outcome.reason }];
    case 'open':
      return [];
  }
}
