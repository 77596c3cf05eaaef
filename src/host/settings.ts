import { homedir } from 'node:os';
import { join } from 'node:path';
import { workspace } from 'vscode';
import type { EngineSettings } from '../protocol/settings';

function folder(name: string): string | undefined {
  const value = workspace.getConfiguration('winnow').get<string>(name)?.trim();
  if (!value) return undefined;
  return value.startsWith('~') ? join(homedir(), value.slice(1)) : value;
}

/** With what an engine is started. */
export type EngineStart = Partial<EngineSettings>;

/** The engine's settings as VS Code has them; settings that name a program or a place count in trusted workspaces only. */
export function readEngineSettings(): EngineStart {
  const configuration = workspace.getConfiguration('winnow');
  const threads = configuration.get<number>('threads');
  return {
    cacheFolder: folder('cacheFolder'),
    stateFolder: folder('stateFolder'),
    model: folder('model'),
    backend: configuration.get<EngineSettings['backend']>('backend'),
    threads: threads ? threads : undefined,
    seed: configuration.get<number>('seed'),
    exclude: configuration.get<string[]>('exclude'),
    limits: {
      megapixels: configuration.get<number>('limits.megapixels')!,
      megabytes: configuration.get<number>('limits.megabytes')!,
      seconds: configuration.get<number>('limits.seconds')!,
    },
  };
}

/** Whether what is kept lies in the same places. */
export function hasSameFolders(a: EngineStart, b: EngineStart): boolean {
  return a.cacheFolder === b.cacheFolder && a.stateFolder === b.stateFolder;
}

export function readKeys(): Record<string, string[]> {
  return workspace.getConfiguration('winnow').get<Record<string, string[]>>('keys') ?? {};
}

/** A cloud service may be asked for tags: the user's own setting, never a workspace's. */
export function mayAskService(): boolean {
  return workspace.getConfiguration('winnow').get<string>('tagService') === 'aws-rekognition';
}
