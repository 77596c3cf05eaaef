import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { formatQueryLink } from '../../src/core/notebook/queryLink';
import { writeManyImages } from '../fixtures/manyImages';
import { contents } from '../support/contents';
import { eventually } from '../support/eventually';
import type { Workbench } from './support/browser';
import { DatasetPage } from './support/datasetPage';
import { Scene, useScene } from './support/scene';

const classes = ['class-01', 'class-02', 'class-03', 'class-04'];

/** Work beside a notebook: it opens next to it, ranks by its predictions as they change, and hands decisions back. */
describe('beside a notebook', () => {
  let workspace: string;
  let workbench: Workbench;
  let page: DatasetPage;
  let images: string[];

  const step = useScene(
    () =>
      Scene.open(
        'notebook',
        async (folder) => {
          workspace = folder;
          images = await writeManyImages(join(folder, 'set'), 120, { seed: 3, classes: 4 });
          const cell = {
            ...{ cell_type: 'code', execution_count: null, metadata: {}, outputs: [] },
            source: ['data = ImageFolder("set")\n', 'table.to_csv("predictions.csv")'],
          };
          const notebook = { cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 };
          await writeFile(join(folder, 'analysis.ipynb'), JSON.stringify(notebook));
          const link = formatQueryLink({ folder: join(folder, 'set'), query: 'class:"class-03"' });
          const note = {
            cell_type: 'markdown',
            metadata: {},
            source: [`[the third](code-oss://winnow.winnow${link})`],
          };
          await writeFile(join(folder, 'notes.ipynb'), JSON.stringify({ ...notebook, cells: [note] }));
          await predict('000004.jpg');
        },
        // Half of it is wide enough for all that the page says.
        { browser: { viewport: { width: 1900, height: 900 } } },
      ),
    (scene) => {
      ({ workbench } = scene);
    },
  );

  /** Writes predictions by which one image is of the next class, and two rows that are of no image. */
  async function predict(wrong: string): Promise<void> {
    const rows = images.map((path) => {
      const own = classes.indexOf(path.split('/')[0]);
      const top = path.endsWith(wrong) ? (own + 1) % classes.length : own;
      return [join(workspace, 'set', path), ...classes.map((_, i) => (i === top ? 0.94 : 0.02))].join(',');
    });
    const text = [`path,${classes.join(',')}`, ...rows, 'old/1.jpg,1,0,0,0', '/etc/passwd,1,0,0,0', ''].join('\n');
    await writeFile(join(workspace, 'predictions.csv'), text);
  }

  step('Review This Dataset Beside opens the folder that the notebook names, next to it', async () => {
    await workbench.explorer.click('analysis.ipynb');
    const button = workbench.page.getByRole('button', { name: 'Review This Dataset Beside' }).first();
    await button.waitFor({ timeout: 60_000 });
    await button.click();
    await workbench.quickInput.pick('set');
    await workbench.tab('set').waitFor({ timeout: 60_000 });
    page = new DatasetPage(workbench);
    await page.ready();
    await workbench.page.locator('.part.editor .tab', { hasText: 'analysis.ipynb' }).waitFor();
    await workbench.screenshot('beside-a-notebook');
    // What is typed on is the notebook's: in the page a letter decides.
    const hasKeyboard = (frame: Element): boolean => frame.ownerDocument.activeElement === frame;
    expect(await workbench.webviews.first().evaluate(hasKeyboard)).toBe(false);
  });

  step('a table about other images is not ticked, says so, and is refused', async () => {
    const rows = [`path,${classes.join(',')}`, 'birds/1.jpg,1,0,0,0', 'birds/2.jpg,1,0,0,0', ''];
    await writeFile(join(workspace, 'others.csv'), rows.join('\n'));
    await workbench.explorer.contextMenu('others.csv', 'Use Predictions…');
    const { quickInput } = workbench;
    const use = quickInput.rows('Rank by These Predictions');
    await use.waitFor({ timeout: 30_000 });
    expect(await use.textContent()).toContain('None of the first 2 rows names an image here');
    expect(await use.locator('.codicon-check').count()).toBe(0);
    expect(await use.locator('.codicon-warning').count()).toBe(1);
    await workbench.screenshot('predictions-of-other-images');
    await use.click();
    await workbench.notification(/No row of others\.csv can be used/);
    await workbench.command('Notifications: Clear All Notifications');
  });

  step('Use Predictions says what the columns mean, once, and what ranks now', async () => {
    await workbench.explorer.contextMenu('predictions.csv', 'Use Predictions…');
    const { quickInput } = workbench;
    await quickInput.rows('Rank by These Predictions').waitFor({ timeout: 30_000 });
    expect(await quickInput.rows('Column with the file').textContent()).toContain('path');
    await workbench.screenshot('predictions-columns');
    await quickInput.pick('Rank by These Predictions');
    await page.frame
      .getByRole('button', { name: /^Scores of predictions\.csv: .*ranks 120 images\. 2 rows/ })
      .waitFor();
    await page.ask('is:suspicious', 1);
    await page.cell('000004.jpg').waitFor();
    await page.begin();
    await workbench.screenshot('predictions-in-use');
  });

  step('a cell that runs again re-ranks, and the grid keeps its place until it is told', async () => {
    await page.ask('', 120);
    await page.begin();
    for (let i = 0; i < 3; i++) await workbench.press('ArrowDown');
    const nameOf = (label: string): string => label.split(',')[0];
    const before = nameOf(await page.focused());
    await predict('000090.jpg');
    await page.frame.getByRole('button', { name: /Reorder/ }).waitFor({ timeout: 30_000 });
    expect(nameOf(await page.focused())).toBe(before);
    await workbench.press('r');
    await page.ask('is:suspicious', 1);
    await page.cell('000090.jpg').waitFor();
  });

  step('a table that is half written is said, and no longer once it is whole', async () => {
    const file = join(workspace, 'predictions.csv');
    const whole = await readFile(file, 'utf8');
    await writeFile(file, 'path,class-01,class-02,class-03,class-04\n/x');
    await page.barSays(/line 2: there is 1 field, not 5/);
    for (const width of [1900, 1300, 1050]) {
      await workbench.setViewport({ width, height: 900 });
      await workbench.page.waitForTimeout(400); // The workbench lays itself out a few times.
      await workbench.screenshot(`bar-with-a-message-${width}`);
      const bar = await page.bar.evaluate(({ children }) => [...children].map((part) => part.getBoundingClientRect()));
      const shown = bar.filter((part) => part.width > 0);
      for (const [i, part] of shown.slice(1).entries()) expect(part.left).toBeGreaterThanOrEqual(shown[i].right);
      const name = await page.bar.locator('.bar-predictions-name').evaluate((part) => part.clientWidth);
      expect(name === 0 || name > 50, `${name} px of the name at ${width}`).toBe(true);
    }
    await workbench.setViewport({ width: 1900, height: 900 });
    await writeFile(file, whole);
    await eventually('the message to go', async () => !(await page.bar.ariaSnapshot()).includes('1 field'));
  });

  step('what found no counterpart is listed', async () => {
    await page.frame.getByRole('button', { name: /^Scores of predictions\.csv/ }).click();
    await workbench.quickInput.pick('Show What Was Left Out');
    const text = workbench.page.locator('.view-lines').filter({ hasText: 'lead' });
    await text.first().waitFor({ timeout: 30_000 });
    // A text to read is nothing to be saved.
    expect(await workbench.page.locator('.tab.dirty').count()).toBe(0);
    await workbench.screenshot('predictions-left-out');
  });

  step('it has the keyboard as every text that is opened; closed, the dataset has it again, and undo', async () => {
    await workbench.tab('set').click();
    await page.ask('', 120);
    await page.begin();
    await workbench.press('x');
    await page.barSays('1 pending');
    await workbench.page.locator('.part.editor .tab', { hasText: 'left out' }).click();
    await workbench.press('Control+z');
    await workbench.command('View: Close Editor');
    await page.barSays('1 pending');
    await workbench.press('Control+z');
    await page.barSays('Nothing pending');
  });

  step('the decisions table is kept up to date', async () => {
    await workbench.tab('set').click();
    const file = join(workspace, 'decided.csv');
    await workbench.quickInput.command('Winnow: Keep Decisions Table…');
    await workbench.quickInput.input.waitFor();
    await workbench.quickInput.answerPlace(file);
    await eventually('the table', () => readFile(file, 'utf8'));
    await page.begin();
    await workbench.press('k');
    await eventually('the decision in it', async () => (await readFile(file, 'utf8')).includes(',keep,'));
  });

  step('a link opens its query, and applies nothing', async () => {
    const before = await contents(join(workspace, 'set'));
    await page.ask('class:class-02', 30);
    await workbench.press('x');
    await page.barSays('1 pending: 1 deleted');
    await workbench.command('Winnow: Copy Link to This Query');
    await page.ask('', 120);
    await workbench.command('Developer: Open URL');
    const { input } = workbench.quickInput;
    await input.waitFor();
    await eventually('the link is in the box', async () => {
      if ((await input.inputValue()).includes('winnow.winnow/open')) return true;
      await workbench.press('Control+v');
      return false;
    });
    await workbench.press('Enter');
    // VS Code asks before an extension is given a link.
    await workbench.button('Open');
    await eventually('its query', async () => (await page.query.inputValue()) === 'class:class-02');
    await eventually('its images', async () => (await page.found()) === 30);
    await page.barSays('1 pending: 1 deleted');
    expect(await contents(join(workspace, 'set'))).toEqual(before);
    await workbench.screenshot('link-opened');
  });

  step('a link in a Markdown cell opens its query', async () => {
    await workbench.explorer.click('notes.ipynb');
    const link = await eventually('the link in the cell', async () => {
      for (const frame of workbench.page.frames()) {
        const found = frame.getByRole('link', { name: 'the third' });
        if ((await found.count()) > 0) return found;
      }
      return false;
    });
    await link.click();
    await eventually('its query', async () => (await page.query.inputValue()) === 'class:"class-03"');
    await eventually('its images', async () => (await page.found()) === 30);
  });

  step('Use Winnow’s own scores is the way back', async () => {
    await page.frame.getByRole('button', { name: /^Scores of predictions\.csv/ }).click();
    await workbench.quickInput.pick('Use Winnow’s Own Scores');
    await page.frame.getByRole('button', { name: /^Scores of/ }).waitFor({ state: 'detached', timeout: 30_000 });
    await page.barSays(/Retrained/);
  });
});
