import { window, workspace, type Disposable } from 'vscode';
import { messageOf } from '../../core/messageOf';
import type { EngineClient } from '../engine/engineClient';
import { readEngineSettings } from '../settings';

/** A running engine takes another model or backend as soon as the setting changes; open datasets stay open. */
export function followModelSettings(engine: EngineClient): Disposable {
  return workspace.onDidChangeConfiguration(async (change) => {
    if (!change.affectsConfiguration('winnow.model') && !change.affectsConfiguration('winnow.backend')) return;
    if (!engine.isRunning) return;
    const { model, backend } = readEngineSettings();
    try {
      await engine.askEngine('configure', { model, backend: backend ?? 'auto' });
    } catch (error) {
      void window.showErrorMessage(messageOf(error));
    }
  });
}
