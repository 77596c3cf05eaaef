import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { DismissalBook, type Dismissal } from '../../core/decisions/dismissal';
import { dismissal } from '../../protocol/findingRequests';
import { errorReason, UserError } from '../errors';
import { writeWhole } from '../trainer/writeWhole';
import { parseJson } from './checkConfig';

const baselineFile = z.object({ winnowBaseline: z.literal(1), findings: z.array(dismissal).max(10_000_000) });

/**
 * Reads the findings that are known. Like dismissals they go by content: a group of copies that grows is new, one that
 * shrinks is not. Throws `UserError` for a file that is no baseline.
 */
export async function readBaseline(path: string): Promise<DismissalBook> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UserError(
      `The baseline ${path} cannot be read: ${errorReason(error)}. Write it with: winnow check … --update-baseline`,
    );
  });
  const parsed = baselineFile.safeParse(parseJson(text, path));
  if (!parsed.success) throw new UserError(`${path} is no baseline. Write one with: winnow check … --update-baseline`);
  const book = new DismissalBook();
  book.apply(parsed.data.findings.map((known) => ({ dismissal: known, before: false, after: true })));
  return book;
}

/** Writes the findings as known, one a line and in a fixed order, so that a review shows what changed. */
export async function writeBaseline(path: string, findings: readonly Dismissal[]): Promise<void> {
  const lines = [...new Set(findings.map((finding) => JSON.stringify(finding)))].sort();
  await writeWhole(path, `{"winnowBaseline": 1, "findings": [\n${lines.join(',\n')}\n]}\n`);
}
