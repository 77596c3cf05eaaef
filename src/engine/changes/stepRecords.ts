import type { IntentRecord, JournalRecord } from './journalRecords';
import { operationKey, type PreparedStep, type StepRun } from './stepRun';

/** What a step is about to do, for the journal. */
export function intentRecord(run: StepRun, { index, step, from, to, source, move }: PreparedStep): JournalRecord {
  const base: IntentRecord = { type: 'intent', run: run.id, operation: index, kind: step.kind, from };
  const { of, provenance, isSidecar } = step;
  return {
    ...base,
    ...(move && { to }),
    ...(source && source.expected),
    ...(move && move.method !== 'link' && { method: move.method }),
    ...(move?.linkText !== undefined &&
      source?.target !== undefined && { link: { target: source.target, rewritten: move.linkText } }),
    ...(of && { of }),
    ...(isSidecar && { sidecar: true }),
    ...(provenance && { provenance }),
  };
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
