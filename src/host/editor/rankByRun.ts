import { join } from 'node:path';
import { ConfigurationTarget, l10n, window, workspace } from 'vscode';
import { messageOf } from '../../core/messageOf';
import type { EngineClient } from '../engine/engineClient';
import { readEngineSettings } from '../settings';
import type { DatasetDocument } from './datasetDocument';

/**
 * *Use for Ranking*: a run's network embeds the images, and the head on its embeddings ranks them. It is the setting
 * `winnow.model`, so that it holds until another model is chosen.
 */
export async function rankByRun(document: DatasetDocument, engine: EngineClient, id: string): Promise<void> {
  const { folder, runs } = await engine.ask('trainingRuns', { dataset: await document.id() });
  const run = runs.find((one) => one.id === id);
  if (run?.best === undefined) throw new Error(l10n.t('This run holds no trained network yet.'));
  const before = workspace.getConfiguration('winnow').inspect<string>('model');
  const target = workspace.workspaceFolders ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
  await choose(engine, target, join(folder, id, 'card.json'));
  const undo = l10n.t('Use the Model Before');
  const text = l10n.t(
    'The images are embedded with the network {0} and ranked by it. It has trained on {1} of them: these are marked as in-sample, since it may know a wrong label by heart. The other images are judged out of sample.',
    run.name,
    run.images.train,
  );
  // Not awaited: the command has done its work.
  void window.showInformationMessage(text, undo).then((answer) => {
    if (answer !== undo) return;
    const value = target === ConfigurationTarget.Workspace ? before?.workspaceValue : before?.globalValue;
    void choose(engine, target, value).catch((error: unknown) => window.showErrorMessage(messageOf(error)));
  });
}

async function choose(engine: EngineClient, target: ConfigurationTarget, card: string | undefined): Promise<void> {
  await workspace.getConfiguration('winnow').update('model', card, target);
  // Waited for, so that what is told next is true; following the setting does the same once more, for nothing.
  const { model, backend = 'auto' } = readEngineSettings();
  await engine.askEngine('configure', { model, backend });
}
