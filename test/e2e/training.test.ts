import { appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { describe, expect } from 'vitest';
import { eventually } from '../support/eventually';
import type { Workbench } from './support/browser';
import { DatasetPage } from './support/datasetPage';
import { drawSample } from './support/sample';
import { Scene, useScene } from './support/scene';
import type { Theme } from './support/settings';

const patienceMs = 120_000;
const themes: Theme[] = ['dark', 'light', 'hc', 'hcLight'];

/** A network from the form to its export, and curves of somebody's own training. In order. */
describe('training a network', () => {
  let workbench: Workbench;
  let page: DatasetPage;
  let folder: string;
  let view: Locator;

  const trial = useScene(
    () =>
      Scene.open(
        'training',
        async (workspace) => {
          await drawSample(join(workspace, 'nature'), 12);
          await mkdir(join(workspace, 'logs'));
          await writeFile(
            join(workspace, 'logs', 'metrics.csv'),
            'epoch,loss,val_loss,accuracy,val_accuracy\r\n0,1.1,1.2,0.4,0.3\r\n',
          );
          await writeFile(join(workspace, 'logs', 'training.log'), 'epoch,loss\n0,1.1\n1,0.9\n');
          await writeFile(join(workspace, 'logs', 'labels.csv'), 'file,label\n');
        },
        { settings: { 'breadcrumbs.enabled': false } },
      ),
    async (scene) => {
      ({ workbench, folder } = scene);
      await workbench.explorer.contextMenu('nature', 'Clean This Folder');
      page = new DatasetPage(workbench);
      await page.ready();
      view = page.frame.getByRole('dialog', { name: 'Train a Network' });
    },
  );

  const field = (name: string): Locator => view.getByRole('textbox', { name });
  const button = (name: string | RegExp): Locator =>
    view.getByRole('button', { name, exact: typeof name === 'string' });
  const rows = (): Locator => view.getByRole('table', { name: 'Runs' }).locator('tbody tr');

  async function fill(values: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(values)) await field(name).fill(text);
  }

  async function state(row: number, text: string | RegExp): Promise<void> {
    await eventually(
      `run ${row} is ${String(text)}`,
      async () => {
        const now = await rows().nth(row).innerText();
        if (typeof text === 'string' ? now.includes(text) : text.test(now)) return true;
        throw new Error(now);
      },
      patienceMs,
    );
  }

  trial('the form says what it would train, shows augmented images, and names what does not fit', async () => {
    await workbench.command('Winnow: Train CNN…');
    await view.getByText('No network was trained on this dataset yet.', { exact: false }).waitFor();
    await view.getByText(/[\d,]+ parameters\. Trains on \d+ images of \d+ classes/).waitFor();
    const canvases = view.locator('canvas');
    await eventually('18 pictures', async () => (await canvases.count()) === 18);
    await eventually('pictures are painted', () =>
      canvases.first().evaluate((canvas) => (canvas as HTMLCanvasElement).width === 64),
    );
    await workbench.screenshot('training-form');
    await field('Epochs at most').fill('0');
    await view.getByText('A whole number from 1 to 10000.').waitFor();
    expect(await button('Train').isDisabled()).toBe(true);
    await view.getByRole('radio', { name: /2 blocks/ }).check();
    await field('Feature maps, block 3').waitFor({ state: 'detached' });
    await fill({
      'Input size (px)': '24',
      'Feature maps, block 1': '4',
      'Feature maps, block 2': '6',
      'Hidden units': '8',
      'Epochs at most': '3',
      'Learning rate': '0,003',
    });
    await eventually('the plan follows', async () =>
      /^[1-9],?\d{3} parameters/.test(await view.locator('.form-note').first().innerText()),
    );
  });

  trial('it trains while the view is closed, and the curves, the run and the head beside it stand there', async () => {
    await button('Train').click();
    await view.getByRole('button', { name: 'Stop' }).waitFor();
    await workbench.press('Escape');
    await view.waitFor({ state: 'hidden' });
    await page.begin();
    await workbench.press('k');
    await page.barSays(/1 decided/);
    await workbench.command('Winnow: Train CNN…');
    await state(0, 'finished');
    await view.getByText(/Best epoch \d/).waitFor();
    expect(await rows().first().innerText()).toMatch(
      /finished\s+4-6 \+ 8, 24 px\s+[\d.]+ %\s+[\d.]+ %\s+[-\d.]+\s+\d of 3\s+0 · 0 · 0\.5\s+[\d,]+/,
    );
    await view.getByText('reaches', { exact: false }).waitFor();
    await view.getByText('WebAssembly on all cores', { exact: false }).last().waitFor();
    const epoch = view.getByRole('slider');
    await epoch.focus();
    await workbench.press('Home');
    await eventually('the first epoch', async () =>
      /^Epoch 1: validation loss [\d.]+, training loss [\d.]+, validation accuracy/.test(
        (await epoch.getAttribute('aria-valuetext')) ?? '',
      ),
    );
    await workbench.press('ArrowRight');
    await eventually('the second', async () => (await epoch.getAttribute('aria-valuenow')) === '2');
    expect(await view.locator('.curves-picture svg path').count()).toBeGreaterThan(8);
    await view.getByText('Figures by epoch').click();
    await eventually(
      'a line for each epoch',
      async () => (await view.locator('winnow-curves .figures tbody tr').count()) === 3,
    );
  });

  trial('run again with one change: filled from the run, the change marked, both overlaid', async () => {
    await button('Run Again With One Change').click();
    await view.getByText('Nothing is changed yet.', { exact: false }).waitFor();
    await eventually('the same rate', async () => (await field('Learning rate').inputValue()) === '0.003');
    await field('Dropout after hidden layer').fill('0.1');
    await view.getByText('Dropout after hidden layer: 0.5 → 0.1').waitFor();
    await workbench.screenshot('training-again');
    await button('Train').click();
    await eventually('two runs', async () => (await rows().count()) === 2, patienceMs);
    await state(0, 'finished');
    await view.getByRole('checkbox', { name: /Draw the curves of #1/ }).check();
    await view.getByText('#2 against #1:', { exact: false }).waitFor();
    await eventually('both verdicts', async () => (await view.locator('.curves-verdict').count()) === 2);
  });

  trial('stop keeps what was learnt, resume goes on', async () => {
    await fill({ 'Epochs at most': '2000', 'Early stopping: epochs without progress': '2000' });
    await button('Train').click();
    await eventually('three runs', async () => (await rows().count()) === 3, patienceMs);
    await state(0, /training/);
    await eventually('an epoch', async () => /\d of \d/.test(await rows().first().innerText()), patienceMs);
    await workbench.press('Escape');
    await page.barSays(/Epoch \d+ of 2,000/, patienceMs);
    await workbench.screenshot('training-bar');
    await page.bar.getByRole('button', { name: 'Stop' }).click();
    await workbench.command('Winnow: Train CNN…');
    await state(0, 'stopped');
    const done = Number(/\d+ of (\d+)/.exec(await rows().first().innerText())?.[1]);
    await button('Resume').click();
    await state(0, /training/);
    await eventually(
      'it went on',
      async () => Number(/\d+ of (\d+)/.exec(await rows().first().innerText())?.[1]) > done,
      patienceMs,
    );
    await view.getByRole('button', { name: 'Stop' }).click();
    await state(0, 'stopped');
  });

  trial('exports both models, saves the curves, deletes a run', async () => {
    const target = join(folder, 'exported');
    await mkdir(target);
    await button('Export…').click();
    await workbench.quickInput.answerPlace(target);
    const exported = await eventually('the folder', async () => (await readdir(target))[0]);
    await eventually('all files', async () => (await readdir(join(target, exported))).length === 8);
    expect(await readdir(join(target, exported))).toEqual(
      expect.arrayContaining(['model.onnx', 'model.json', 'card.json']),
    );
    for (const [format, magic] of [
      ['svg', '<svg'],
      ['png', '\x89PNG'],
    ] as const) {
      await button(`Save Curves as ${format.toUpperCase()}…`).click();
      const file = join(folder, `curves.${format}`);
      await workbench.quickInput.answerPlace(file);
      const bytes = await eventually(`${format} is written`, async () => {
        const content = await readFile(file, 'latin1');
        return content.length > 1000 && content;
      });
      expect(bytes.startsWith(magic)).toBe(true);
    }
    await button('Delete…').click();
    await workbench.button('Delete Run');
    await eventually('two runs', async () => (await rows().count()) === 2);
  });

  trial('its network ranks, and says of which images it is no judge', async () => {
    await view.getByRole('checkbox', { name: /Draw the curves of #2/ }).check();
    await button('Use for Ranking').click();
    await workbench.notification(/marked as in-sample/);
    await button('Ranks Now').waitFor();
    await button('Delete…').click();
    await workbench.button('Delete Run');
    await view.getByText('Choose another model first', { exact: false }).waitFor();
    // VS Code gives the focus back a little after its own dialog has closed.
    await eventually('the focus', () => view.evaluate(() => document.hasFocus()));
    await workbench.press('Escape');
    const judges = new Set<string>();
    await eventually(
      'both kinds',
      async () => {
        await page.begin();
        for (let i = 0; i < 12; i++) {
          await workbench.press('ArrowRight');
          await workbench.page.waitForTimeout(150);
          for (const text of await page.frame.getByText(/^(did not train|trained) on it$/).allTextContents())
            judges.add(text.trim());
        }
        return judges.size === 2;
      },
      patienceMs,
    );
  });

  for (const theme of themes)
    trial(`stands in ${theme} at every width`, async () => {
      await workbench.setViewport({ width: 1400, height: 900 });
      await workbench.press('Escape');
      await view.waitFor({ state: 'hidden' });
      await workbench.setTheme(theme);
      if (theme === themes[0]) await workbench.command('View: Toggle Primary Side Bar Visibility');
      await workbench.command('Winnow: Train CNN…');
      for (const width of [1400, 800, 360]) {
        await workbench.setViewport({ width, height: 900 });
        await workbench.page.waitForTimeout(500);
        await workbench.screenshot(`training-${theme}-${width}`);
        const overflow = await view.locator('.dialog-body').evaluate((body) => body.scrollWidth - body.clientWidth);
        expect(overflow, `wider than ${width} px`).toBeLessThanOrEqual(0);
      }
    });

  trial('a training log is drawn, and drawn again as it grows', async () => {
    await workbench.setViewport({ width: 1400, height: 900 });
    await workbench.press('Escape');
    await view.waitFor({ state: 'hidden' });
    await workbench.explorer.contextMenu('logs/metrics.csv', 'Open Training Log…');
    const frame = workbench.frame();
    await frame.getByText('Keras CSVLogger · 1 epoch', { exact: false }).waitFor();
    await appendFile(
      join(folder, 'workspace', 'logs', 'metrics.csv'),
      '1,0.7,0.9,0.7,0.6\r\n2,0.2,1.4,0.9,0.6\r\n3,0.1',
    );
    await frame.getByText('3 epochs', { exact: false }).waitFor();
    await frame.getByRole('paragraph').filter({ hasText: 'Overfitting from epoch 3' }).waitFor();
    await workbench.screenshot('training-log');
    await writeFile(join(folder, 'workspace', 'logs', 'metrics.csv'), 'name,price\nbolt,3\n');
    await frame.getByText('No columns of a training log', { exact: false }).waitFor();
  });

  trial('what Keras calls its log is offered, a table of labels is not', async () => {
    const { explorer } = workbench;
    await expect(explorer.contextMenu('logs/labels.csv', 'Open Training Log…', 3_000)).rejects.toThrow(
      /The menu has no/,
    );
    await explorer.contextMenu('logs/training.log', 'Open Training Log…');
    await workbench.frame().getByText('Keras CSVLogger · 2 epochs', { exact: false }).waitFor();
  });
});
