import { randomBytes } from 'node:crypto';
import { basename, dirname } from 'node:path';
import { l10n, workspace, type Uri } from 'vscode';
import { log } from '../log';

/** Writes a file so that it is there whole or not at all, wherever the folder lies. */
export async function writeFileWhole(file: Uri, bytes: Uint8Array): Promise<void> {
  const draft = file.with({ path: `${file.path}.${randomBytes(4).toString('hex')}.part` });
  try {
    await workspace.fs.writeFile(draft, bytes);
    await workspace.fs.rename(draft, file, { overwrite: true });
  } catch (error) {
    await workspace.fs.delete(draft).then(undefined, (left: unknown) => log().debug(`${draft.path}: ${String(left)}`));
    throw error;
  }
}

/** Refuses a place in the dataset, where the file would be one more that is no image of it. */
export function requireOutside(file: Uri, dataset: Uri): void {
  if (file.fsPath.startsWith(`${dataset.fsPath.replace(/[/\\]$/, '')}/`) || dirname(file.fsPath) === dataset.fsPath)
    throw new Error(
      l10n.t(
        '{0} would lie in the dataset {1}. Choose a place outside it.',
        basename(file.fsPath),
        basename(dataset.fsPath),
      ),
    );
}
