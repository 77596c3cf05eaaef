import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect } from 'vitest';
import { contents } from '../support/contents';
import { eventually } from '../support/eventually';
import { DatasetPage, readLabel } from './support/datasetPage';
import { drawSample, packagedWithoutNativeRuntime } from './support/sample';
import { Scene, useScene } from './support/scene';

/** The package of platforms for which ONNX Runtime has no native build, tried on this one. The order matters. */
describe('without a native ONNX Runtime', () => {
  let scene: Scene;
  let page: DatasetPage;
  let nature: string;
  let original: Record<string, string>;
  let packages: string;

  const trial = useScene(
    async () => {
      packages = await mkdtemp(join(tmpdir(), 'winnow-web-'));
      const vsix = await packagedWithoutNativeRuntime(packages);
      return Scene.open('web', (workspace) => drawSample((nature = join(workspace, 'nature')), 24), { vsix });
    },
    async (opened) => {
      scene = opened;
      page = new DatasetPage(scene.workbench);
      original = await contents(nature);
    },
  );
  afterAll(() => rm(packages, { recursive: true, force: true }));

  trial('a folder is indexed and ranked by WebAssembly', async () => {
    const { workbench, editor } = scene;
    const runtimes = await readdir(join(editor.extensionFolder, 'dist', 'node_modules'));
    expect(runtimes).toContain('onnxruntime-web');
    expect(runtimes).not.toContain('onnxruntime-node');

    await workbench.explorer.contextMenu('nature', 'Clean This Folder');
    await page.ready();
    await workbench.command('Winnow: Show Compute Backends');
    await workbench.quickInput.rows(/CPU, WebAssembly.*in use/).waitFor({ timeout: 90_000 });
    expect(await workbench.quickInput.rows(/^CPU(?!, WebAssembly)/).textContent()).toMatch(/not available/);
    await workbench.screenshot('backends-without-native-runtime');
    await workbench.press('Escape');
  });

  trial('its proposals are right, are applied and undone', async () => {
    const { workbench } = scene;
    await workbench.press('r');
    await page.begin();
    const first = readLabel(await page.focused());
    expect(first.suggested, 'nothing is suggested for the most suspicious image').toBeDefined();
    await workbench.press('Enter');
    await page.says(first.name, `relabel to ${first.suggested!}`);
    await page.barSays('1 pending');
    await page.bar.getByRole('button', { name: /^Apply/ }).click();
    const dialog = page.frame.getByRole('dialog', { name: 'Apply Changes' });
    await dialog.getByRole('button', { name: 'Apply to 1 File' }).click();
    await workbench.notification('1 change applied');
    expect(Object.keys(await contents(nature))).toContain(`${first.suggested!}/${first.name}`);
    await workbench.command('Winnow: Undo Last Apply');
    // Not by its message: VS Code shows three at a time, and those of the apply may still stand there.
    await eventually('every byte to be back', async () => {
      expect(await contents(nature)).toEqual(original);
      return true;
    });
    await page.barSays('1 pending');
  });
});
