import { Uri, commands, l10n, window, workspace } from 'vscode';
import type { Params, Result } from '../../protocol/request';
import type { hostTrainingRequests } from '../../protocol/trainingRequests';
import type { EngineClient } from '../engine/engineClient';
import type { DatasetDocument } from './datasetDocument';
import { rankByRun } from './rankByRun';

type Requests = typeof hostTrainingRequests;
export type TrainingHandlers = {
  readonly [N in keyof Requests]: (params: Params<Requests[N]>) => Promise<Result<Requests[N]>>;
};

/** What a page may have done with networks. `mayChange` throws in a restricted workspace. */
export function trainingHandlers(
  document: DatasetDocument,
  engine: EngineClient,
  mayChange: () => void,
): TrainingHandlers {
  return {
    beginTraining: async ({ settings, backend }) => {
      mayChange();
      // What the page shows as unfinished is gone on with by name; Train means a new run.
      return engine.ask('trainNetwork', { dataset: await document.id(), settings, backend, fresh: true });
    },
    continueTraining: async ({ run }) => {
      mayChange();
      return engine.ask('resumeRun', { dataset: await document.id(), run, backend: 'auto' });
    },
    endTraining: async () => engine.ask('stopTraining', { dataset: await document.id() }),
    removeRun: async ({ run, name }) => {
      mayChange();
      const confirm = l10n.t('Delete Run');
      const answer = await window.showWarningMessage(
        l10n.t('Delete the run {0}?', name),
        {
          modal: true,
          detail: l10n.t('Its curves, its models and what it needs to go on are removed. This cannot be undone.'),
        },
        confirm,
      );
      // VS Code does not always give the focus back to the page that asked.
      await commands.executeCommand('workbench.action.focusActiveEditorGroup');
      if (answer !== confirm) return false;
      await engine.ask('deleteRun', { dataset: await document.id(), run });
      return true;
    },
    exportRunAs: async ({ run }) => {
      mayChange();
      const [folder] =
        (await window.showOpenDialog({
          canSelectFolders: true,
          canSelectFiles: false,
          defaultUri: Uri.joinPath(document.uri, '..'),
          title: l10n.t('Export the network into a new folder in'),
          openLabel: l10n.t('Export Here'),
        })) ?? [];
      return folder && engine.ask('exportRun', { dataset: await document.id(), run, folder: folder.fsPath });
    },
    rankByRun: async ({ run }) => {
      mayChange();
      await rankByRun(document, engine, run);
      return null;
    },
    saveCurves: ({ name, format, bytes }) => saveCurves(Uri.joinPath(document.uri, '..'), name, format, bytes),
  };
}

/** Asks where to and writes a picture of curves; undefined when no file was chosen. */
export async function saveCurves(
  folder: Uri,
  name: string,
  format: 'svg' | 'png',
  bytes: Uint8Array,
): Promise<{ file: string } | undefined> {
  const file = await window.showSaveDialog({
    title: l10n.t('Save the curves as'),
    defaultUri: Uri.joinPath(folder, `${fileNameOf(name)}.${format}`),
    filters: format === 'svg' ? { [l10n.t('Vector picture')]: ['svg'] } : { [l10n.t('Picture')]: ['png'] },
  });
  if (!file) return undefined;
  await workspace.fs.writeFile(file, bytes);
  return { file: file.fsPath };
}

function fileNameOf(name: string): string {
  return name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[-.]+|-+$/g, '') || 'curves';
}
