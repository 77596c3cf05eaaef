import * as z from 'zod';
import { withoutByteOrderMark } from '../../core/byteOrderMark';
import { convertFormats, goneAs, type Decision } from '../../core/decisions/decision';
import { className, label } from '../../protocol/className';
import { fileName } from '../../protocol/requests';
import { UserError, errorReason } from '../errors';

/** The file of `winnow apply --plan`: decisions by path. */
const planFile = z.object({
  decisions: z.array(
    z.discriminatedUnion('decision', [
      z.object({ path: z.string(), decision: z.literal('relabel'), to: className }),
      z.object({ path: z.string(), decision: z.literal('delete'), as: z.enum(goneAs).optional() }),
      z.object({ path: z.string(), decision: z.literal('set-aside'), as: z.enum(goneAs).optional() }),
      z.object({ path: z.string(), decision: z.literal('keep') }),
      z.object({
        path: z.string(),
        decision: z.literal('convert'),
        format: z.enum(convertFormats),
        label: label.optional(),
      }),
      z.object({ path: z.string(), decision: z.literal('rename'), to: fileName, label: label.optional() }),
    ]),
  ),
});

export type PlanEntry = z.infer<typeof planFile>['decisions'][number];

/** The decision that an entry of a plan means. */
export function decisionOfEntry(entry: PlanEntry): Exclude<Decision, { kind: 'restore' }> {
  const labelled = 'label' in entry && entry.label !== undefined ? { label: entry.label } : {};
  switch (entry.decision) {
    case 'relabel':
      return { kind: 'relabel', to: entry.to };
    case 'convert':
      return { kind: 'convert', format: entry.format, ...labelled };
    case 'rename':
      return { kind: 'rename', to: entry.to, ...labelled };
    case 'keep':
      return { kind: 'keep' };
    case 'delete':
    case 'set-aside':
      return { kind: entry.decision, ...(entry.as && { as: entry.as }) };
  }
}

/** Reads a plan's text. Throws `UserError` that names the place in the file and what is wrong there. */
export function parsePlanFile(text: string, file: string): PlanEntry[] {
  let json: unknown;
  try {
    json = JSON.parse(withoutByteOrderMark(text));
  } catch (error) {
    throw new UserError(`The plan ${file} cannot be read: ${errorReason(error)}.`);
  }
  const parsed = planFile.safeParse(json);
  if (parsed.success) return parsed.data.decisions;
  const [issue] = parsed.error.issues;
  throw new UserError(`The plan ${file} is not valid at ${issue.path.join('.') || 'its top'}: ${issue.message}.`);
}
