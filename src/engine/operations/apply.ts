import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { withoutByteOrderMark } from '../../core/byteOrderMark';
import { didYouMean } from '../../core/nearestName';
import { fromNamed } from '../../core/pathFrame';
import { UserError, refused } from '../errors';
import type { PlannedDecision } from '../session/applying/planning';
import { decisionOfEntry, parsePlanFile, type PlanEntry } from '../exchange/planFile';
import { namedPath, openForCommand } from './cliDataset';
import { defineOperation } from './define';
import { donePartly } from './operation';
import { counted } from '../../core/words';

interface DryOperation {
  readonly kind: string;
  readonly from: string;
  readonly to: string;
}

interface ApplyResult {
  readonly applied: number;
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  readonly journal?: string;
  /** With --dry-run: what would be done. */
  readonly operations?: readonly DryOperation[];
}

/** `apply`: carries decisions out: the saved ones, or those of a file. */
export const applyOperation = defineOperation({
  name: 'apply',
  summary: 'Carry out decisions: move, set aside or trash files, journalled and undoable.',
  params: z.object({
    dir: z.string(),
    plan: z.string().optional().describe('JSON file with decisions; without it the saved ones are applied'),
    dryRun: z.boolean().default(false).describe('say what would be done and change nothing'),
  }),
  cli: {
    positional: ['dir'],
    print,
    exitCode: ({ skipped }) => (skipped.length > 0 ? donePartly : 0),
  },
  run: async (engine, { dir, plan, dryRun }, call): Promise<ApplyResult> => {
    const session = await openForCommand(engine, dir, call);
    const given = plan === undefined ? undefined : await readPlan(plan);
    // What lies outside the dataset keeps the name that the plan gives it.
    const strange = new Set<string>();
    const decisions = given?.map((entry): PlannedDecision => {
      const inside = fromNamed(session.frame, entry.path);
      if (!inside) strange.add(entry.path);
      return { path: inside ?? entry.path, decision: decisionOfEntry(entry) };
    });
    for (const name of newClasses(decisions ?? [], session.table.classes)) call.note(name);
    const named = (path: string): string => (strange.has(path) ? path : namedPath(session, path));
    const outcome: ApplyResult = dryRun
      ? await session.changes.dryRun(decisions)
      : await session.changes.apply(call, decisions);
    return {
      ...outcome,
      skipped: outcome.skipped.map((one) => ({ ...one, path: named(one.path) })),
      ...(outcome.operations && { operations: outcome.operations.map((one) => namedOperation(one, named)) }),
    };
  },
});

/** Of a restore `from`, of what leaves or gets another label `to` is words. */
function namedOperation(operation: DryOperation, named: (path: string) => string): DryOperation {
  const { kind, from, to } = operation;
  const isPath = ['move', 'copy-in', 'convert', 'restore'].includes(kind);
  return { ...operation, from: kind === 'restore' ? from : named(from), to: isPath ? named(to) : to };
}

/** A line for each class that a plan would begin: a slip of the pen makes a folder of its own. */
function newClasses(decisions: readonly PlannedDecision[], classes: readonly string[]): string[] {
  const wanted = new Set(decisions.flatMap(({ decision }) => (decision.kind === 'relabel' ? [decision.to] : [])));
  return [...wanted]
    .filter((name) => !classes.includes(name))
    .map((name) => `${name} is a new class.${didYouMean(name, classes)}`);
}

async function readPlan(path: string): Promise<PlanEntry[]> {
  const text = await readFile(path, 'utf8').catch(refused(`The plan ${path} cannot be read`));
  if (!/^\s*[{[]/.test(withoutByteOrderMark(text)))
    throw new UserError(
      `The plan ${path} is no JSON (docs/formats.md shows one). Winnow: Import Decisions… takes a table of decisions, in the editor.`,
    );
  return parsePlanFile(text, path);
}

function print({ applied, skipped, journal, operations }: ApplyResult): string {
  const left = skipped.map(({ path, reason }) => `  left alone  ${path}: ${reason}`);
  if (operations)
    return [
      `${counted(operations.length, 'change')} would be made`,
      ...operations.map((o) => `  ${o.kind}  ${o.from} -> ${o.to}`),
      ...left,
    ].join('\n');
  if (applied + skipped.length === 0)
    return 'Nothing is decided, so nothing was done: decide in the editor, or name a file of decisions with --plan.';
  return [`${applied} applied${journal ? ` (${journal})` : ''}`, ...left].join('\n');
}
