import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { describe, expect } from 'vitest';
import { writeManyImages } from '../fixtures/manyImages';
import { eventually } from '../support/eventually';
import { tinyOnnx } from '../support/tinyModel';
import type { Workbench } from './support/browser';
import { DatasetPage } from './support/datasetPage';
import { Scene, useScene } from './support/scene';

/** What looks at the images, and what that runs on. The order matters. */
describe('models and backends', () => {
  let workbench: Workbench;
  let page: DatasetPage;
  let workspace: string;

  const trial = useScene(
    () =>
      Scene.open(
        'models',
        async (place) => {
          await writeManyImages(join(place, 'set'), 300, { seed: 1, classes: 3 });
          await mkdir(join(place, 'models'));
          await writeFile(join(place, 'models', 'mine.onnx'), tinyOnnx({ width: 96 }));
        },
        { threads: 1 },
      ),
    async (scene) => {
      ({ workbench, workspace } = scene);
      await workbench.explorer.contextMenu('set', 'Clean This Folder');
      page = new DatasetPage(workbench);
      await page.ready();
      await page.barSays(/Retrained/, 90_000);
    },
  );

  const picker = (): Locator => workbench.page.locator('.quick-input-widget').filter({ visible: true });

  /** Picks, and waits until the picker is gone: what is typed too early goes nowhere. */
  async function pick(row: string | RegExp): Promise<void> {
    await workbench.quickInput.pick(row);
    await picker().waitFor({ state: 'hidden' });
  }

  /** Opens a picker, looks for a row and closes it. */
  async function opened(command: string, row: RegExp): Promise<boolean> {
    await workbench.command(command);
    await workbench.quickInput.rows(/Measure Again|From a File/).waitFor();
    const found = (await workbench.quickInput.rows(row).count()) > 0;
    await workbench.press('Escape');
    await picker().waitFor({ state: 'hidden' });
    return found;
  }

  trial('Show Compute Backends measures what there is, says why not, and sets what is picked', async () => {
    await workbench.command('Winnow: Show Compute Backends');
    const rows = workbench.quickInput.rows();
    await workbench.quickInput.rows(/CPU, WebAssembly/).waitFor({ timeout: 90_000 });
    expect(await workbench.quickInput.rows(/CPU, WebAssembly/).textContent()).toMatch(/images\/s/);
    expect(await workbench.quickInput.rows(/^CPU\d/).textContent()).toMatch(/\d+ images\/s/);
    expect(await workbench.quickInput.rows(/Automatic/).textContent()).toMatch(/set now: the fastest/);
    expect(await workbench.quickInput.rows(/CUDA/).textContent()).toMatch(/not available/);
    expect(await rows.count()).toBeGreaterThan(4);
    await workbench.screenshot('compute-backends');
    await pick('Measure Again');
    await workbench.quickInput.rows(/CPU, WebAssembly/).waitFor({ timeout: 90_000 });
    await pick(/CPU, WebAssembly/);
    await eventually('WebAssembly is in use', () =>
      opened('Winnow: Show Compute Backends', /CPU, WebAssembly.*in use/),
    );
    await workbench.command('Winnow: Show Compute Backends');
    await pick('Automatic');
  });

  trial(
    'a model of the user’s own is described, looks at the images in the background, and its scores come',
    async () => {
      await workbench.command('Winnow: Choose Model…');
      await workbench.quickInput.rows('From a File…').waitFor();
      expect(await workbench.quickInput.rows(/CLIP ViT-B\/32, int8/).textContent()).toMatch(/89 MB.*MIT.*not tried/);
      await workbench.screenshot('choose-model');
      await workbench.quickInput.pick('From a File…');
      await workbench.quickInput.rows('models').waitFor();
      const path = join(workspace, 'models', 'mine.onnx');
      await workbench.quickInput.answerPlace(path);
      await workbench.quickInput.widget.getByText(/side of the square/).waitFor();
      await workbench.quickInput.answer('224');
      await workbench.quickInput.rows(/ImageNet mean/).waitFor();
      await workbench.screenshot('describe-model');
      const barHasSaid = await page.hearBar();
      await workbench.quickInput.pick(/ImageNet mean/);
      await barHasSaid(/The new model looks at the images/, 60_000);
      await page.begin();
      await workbench.screenshot('model-changing');
      await workbench.press('x');
      await page.barSays(/1 pending/);
      await page.barSays(/Retrained/, 120_000);
      await workbench.screenshot('model-changed');
      await workbench.command('Winnow: Choose Model…');
      await workbench.quickInput.rows(/^mine/).waitFor();
      await pick('winnow-backbone-1');
      await eventually('the bundled one is back', async () => !(await opened('Winnow: Choose Model…', /^mine/)));
      await page.barSays(/Retrained/, 60_000);
    },
  );

  trial('an address must be https and public', async () => {
    await workbench.command('Winnow: Choose Model…');
    await workbench.quickInput.pick('From an Address…');
    await workbench.quickInput.input.fill('http://example.org/m.onnx');
    await workbench.quickInput.widget.getByText('An address that begins with https://').waitFor();
    await workbench.quickInput.answer('https://127.0.0.1/m.onnx');
    await workbench.page
      .getByText(/this machine or its network/)
      .first()
      .waitFor();
    await workbench.screenshot('address-refused');
  });
});
