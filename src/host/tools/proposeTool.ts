import { basename } from 'node:path';
import { MarkdownString, type CancellationToken, type PreparedToolInvocation } from 'vscode';
import type { InputOf, toolInputs } from '../../protocol/toolInputs';
import { openTarget, targetFolder, type ToolParts } from './toolTarget';

type Proposed = InputOf<(typeof toolInputs)['winnow_propose_decisions']>;

/** Says what would be marked: kinds and the first images, as they were named. */
export function describeProposal(parts: ToolParts, { folder, decisions }: Proposed): PreparedToolInvocation {
  const name = basename(targetFolder(parts, folder).fsPath);
  const counts = new Map<string, number>();
  for (const { decision, to } of decisions) {
    const what = decision === 'relabel' ? `relabel to ${to ?? 'nothing'}` : decision;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  const message = new MarkdownString();
  message.appendText(Array.from(counts, ([what, count]) => `${count} ${what}`).join(', '));
  message.appendText(
    `. First: ${decisions
      .slice(0, 5)
      .map(({ path }) => path)
      .join(', ')}. `,
  );
  message.appendText(
    'The marks are pending: they are shown, can be undone, and no file is touched before you apply them.',
  );
  return {
    invocationMessage: `Marking ${decisions.length} images of ${name}`,
    confirmationMessages: { title: `Mark ${decisions.length} images of ${name}?`, message },
  };
}

/**
 * Records decisions as pending marks, as one edit that can be undone. What a person decided stays; nothing is applied.
 * The answer counts what was marked and says why the rest was not.
 */
export async function propose(
  parts: ToolParts,
  { folder, decisions }: Proposed,
  token: CancellationToken,
): Promise<object> {
  const { document, dataset, query } = await openTarget(parts, targetFolder(parts, folder), token);
  if (!document.mayChange) throw new Error('This workspace is restricted: images can be looked at, not marked.');
  const bytes = Buffer.from(JSON.stringify({ decisions }));
  const file = { name: 'the proposal', bytes: Uint8Array.from(bytes) };
  const preview = await parts.engine.ask('readImport', { dataset, file }, token);
  const marked = await document.importDecisions(file, ['new', 'new-class']);
  if (marked > 0) parts.provider.beginWith(document.uri, `${query} is:decided`.trim());
  return {
    marked,
    note: 'The marks are pending. A person looks at them in the editor, may undo them, and applies them.',
    left: preview.groups
      .filter(({ kind }) => kind !== 'new' && kind !== 'new-class')
      .map(({ kind, count, examples }) => ({ kind, count, examples: examples.slice(0, 3) })),
  };
}
