import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Decision, DecisionChange } from '../../../src/core/decisions/decision';
import { collectGarbage } from '../../../src/engine/jobs/collectGarbage';
import { unapply } from '../../../src/engine/session/applying/unapply';
import { DecisionLog } from '../../../src/engine/session/decisions/decisionLog';
import { settleDecisions } from '../../../src/engine/session/decisions/settleDecisions';
import { withFolder } from '../../support/workspace';

const images = 240;
const perRun = 20;
const runs = 300;

const hashes = Array.from({ length: images }, (_, i) => createHash('sha256').update(String(i)).digest('hex'));
const [one, two] = ['one', 'two'].map((name) => hashes.map((_, i) => `class-${name}/image-${100_000 + i}.jpg`));
const open = (path: string): Promise<DecisionLog> => DecisionLog.open(path, (work) => work());

it('decisions that are applied and undone take little memory for each file moved, also when they are read again', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'decisions.log');
    const log = await open(path);
    for (let run = 0; run < 40; run++) await decideApplyUndo(log, run);
    const before = heapUsed();
    for (let run = 40; run < runs; run++) await decideApplyUndo(log, run);
    const live = heapUsed() - before;
    await log.close();
    // What is read for the first time is compiled.
    await (await open(path)).close();
    const empty = heapUsed();
    const again = await open(path);
    const read = heapUsed() - empty;
    await again.close();
    expect([log.epochs.length, again.epochs.length]).toEqual([2 * runs, 2 * runs]);
    expect(again.epochs).toEqual(log.epochs);
    for (const hash of hashes) expect(withoutTimes(again, hash)).toEqual(withoutTimes(log, hash));
    // With a decision and an entry of its own for every image 320, with every line's own strings 810.
    expect(live / ((runs - 40) * 2 * perRun)).toBeLessThan(270);
    expect(read / (runs * 2 * perRun)).toBeLessThan(300);
  }));

async function decideApplyUndo(log: DecisionLog, run: number): Promise<void> {
  const rows = Array.from({ length: perRun }, (_, i) => (run * 7 + i * 11) % images);
  const decision: Decision = { kind: 'relabel', to: 'class-two' };
  await log.edit(rows.map((row): DecisionChange => ({ path: one[row], hash: hashes[row], after: decision })));
  const moves = rows.map((row) => ({ from: one[row], to: two[row] }));
  const wanted = rows.map((row) => ({ path: one[row], hash: hashes[row], decision }));
  await log.applied({ journal: `${run}`, moves }, () => settleDecisions(wanted, moves, log.book));
  await unapply(
    log,
    `${run}`,
    moves.map(({ from, to }) => ({ from: to, to: from })),
  );
}

function withoutTimes(log: DecisionLog, hash: string): unknown[] {
  return log.history.of(hash).map(({ what, decision }) => ({ what, decision }));
}

function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
