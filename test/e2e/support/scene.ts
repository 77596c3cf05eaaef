import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, it } from 'vitest';
import { openWorkbench, type Workbench } from './browser';
import type { BrowserOptions } from './chromium';
import { startEditor, type TestEditor } from './editor';
import { packagedExtension } from './sample';
import type { Settings } from './settings';
import { whatIsShown } from './whatIsShown';

export interface SceneOptions {
  /** Cores that the engine may use. */
  readonly threads?: number;
  readonly settings?: Settings;
  /** `false` starts in Restricted Mode. */
  readonly trust?: boolean;
  /** The browser's storage is kept, so that a later window finds its tabs. */
  readonly keepsProfile?: boolean;
  readonly browser?: BrowserOptions;
  /** Another package than the one that users of this machine install. */
  readonly vsix?: string;
  /** Whether the test writes into the extension. */
  readonly changesExtension?: boolean;
}

/** A folder of its own with a workspace in it, the packaged extension in a VS Code, and a browser that shows it. */
export class Scene {
  private constructor(
    /** Holds workspace and cache; removed by `close`. */
    readonly folder: string,
    readonly editor: TestEditor,
    readonly workbench: Workbench,
  ) {}

  /** `prepare` writes the workspace before anything is started. */
  static async open(
    name: string,
    prepare: (workspace: string, folder: string) => Promise<void>,
    {
      threads = 2,
      settings = {},
      trust,
      keepsProfile = false,
      browser = {},
      vsix,
      changesExtension,
    }: SceneOptions = {},
  ): Promise<Scene> {
    const folder = await mkdtemp(join(tmpdir(), `winnow-${name}-`));
    let editor: TestEditor | undefined;
    try {
      const workspace = join(folder, 'workspace');
      await prepare(workspace, folder);
      editor = await startEditor({
        vsix: vsix ?? packagedExtension(),
        workspace,
        trust,
        changesExtension,
        settings: { 'winnow.cacheFolder': join(folder, 'cache'), 'winnow.threads': threads, ...settings },
      });
      const profile = keepsProfile ? { profileDir: join(folder, 'profile') } : {};
      return new Scene(folder, editor, await openWorkbench(editor, { ...browser, ...profile }));
    } catch (error) {
      await editor?.stop();
      await removeFolder(folder);
      throw error;
    }
  }

  get workspace(): string {
    return join(this.folder, 'workspace');
  }

  async close(): Promise<void> {
    await this.workbench.close();
    await this.editor.stop();
    await removeFolder(this.folder);
  }
}

/**
 * Opens a scene before the cases of a `describe` and closes it after them; `set` is given the open scene. Returns what
 * makes a case of it: one that leaves a picture when it fails.
 */
export function useScene(
  open: () => Promise<Scene>,
  set: (scene: Scene) => Promise<void> | void,
): (name: string, work: () => Promise<void>) => void {
  let scene: Scene | undefined;
  beforeAll(async () => {
    scene = await open();
    await set(scene);
  });
  afterAll(() => scene?.close());
  return (name, work) => {
    it(name, async () => {
      if (!scene) throw new Error('The scene did not open.');
      await withPicture(name, scene.workbench, work);
    });
  };
}

/** One scene for one case: opened, used, closed. */
export async function inScene(
  opened: Promise<Scene>,
  name: string,
  work: (scene: Scene) => Promise<void>,
): Promise<void> {
  const scene = await opened;
  try {
    await withPicture(name, scene.workbench, () => work(scene));
  } finally {
    await scene.close();
  }
}

/** Runs `work`; when it fails, a picture shows how it stood then, and the error says it in words. */
export async function withPicture(name: string, workbench: Workbench, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const shown = await whatIsShown(workbench.page);
    await workbench.screenshot(`failed-${name.replace(/\W+/g, '-')}`).catch(() => undefined);
    throw error instanceof Error ? withWords(error, `Shown then:\n${shown}`) : error;
  }
}

/** Adds to the message of an error; in its stack too, which is what reports print. */
function withWords(error: Error, words: string): Error {
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? [];
  error.message += `\n${words}`;
  error.stack = [`${error.name}: ${error.message}`, ...frames].join('\n');
  return error;
}

function removeFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
