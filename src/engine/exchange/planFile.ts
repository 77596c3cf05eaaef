import { z } from 'zod';
import { className } from '../../protocol/className';
import { UserError, errorReason } from '../errors';

/** The file of `winnow apply --plan`: decisions by path. */
const planFile = z.object({
  decisions: z.array(
    z.discriminatedUnion('decision', [
      z.object({ path: z.string(), decision: z.literal('relabel'), to: className }),
      z.object({ path: z.string(), decision: z.literal('delete') }),
      z.object({ path: z.string(), decision: z.literal('set-aside') }),
      z.object({ path: z.string(), decision: z.literal('keep') }),
    ]),
  ),
});

export type PlanEntry = z.infer<typeof planFile>['decisions'][number];

/** Reads a plan's text. Throws `UserError` that names the place in the file and what is wrong there. */
export function parsePlanFile(text: string, file: string): PlanEntry[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UserError(`The plan ${file} cannot be read: ${errorReason(error)}.`);
  }
  const parsed = planFile.safeParse(json);
  if (parsed.success) return parsed.data.decisions;
  const [issue] = parsed.error.issues;
  throw new UserError(`The plan ${file} is not valid at ${issue.path.join('.') || 'its top'}: ${issue.message}.`);
}
