import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contents } from '../support/contents';
import { eventually } from '../support/eventually';
import type { Workbench } from './support/browser';
import { DatasetPage, readLabel } from './support/datasetPage';
import type { TestEditor } from './support/editor';
import { findProcesses } from './support/processes';
import { drawSample } from './support/sample';
import { Scene, useScene, withPicture } from './support/scene';

/** What a person does with a messy folder, from the right click to the files moved and back. The order matters. */
describe('cleaning a folder', () => {
  let folder: string;
  let nature: string;
  let editor: TestEditor;
  let workbench: Workbench;
  let page: DatasetPage;
  let original: Record<string, string>;
  /** What was decided: file name -> what its label says. */
  const decided = new Map<string, string>();
  /** File name -> path in the dataset. */
  let paths: Map<string, string>;

  useScene(
    () =>
      Scene.open(
        'journey',
        async (workspace) => {
          nature = join(workspace, 'nature');
          await drawSample(nature, 24);
          original = await contents(nature);
          paths = new Map(Object.keys(original).map((path) => [path.split('/').pop()!, path]));
        },
        { keepsProfile: true },
      ),
    async (scene) => {
      ({ folder, editor, workbench } = scene);
      page = new DatasetPage(workbench);
    },
  );

  let broken = false;

  /** A step that leaves a picture when it fails; the later ones stand on it and fail at once. */
  function step(name: string, work: () => Promise<void>): void {
    it(name, async () => {
      if (broken) throw new Error('An earlier step failed.');
      broken = true;
      await withPicture(name, workbench, work);
      broken = false;
    });
  }

  async function decisionsLog(): Promise<string> {
    const place = join(folder, 'workspace', '.winnow');
    const found = (await readdir(place, { recursive: true })).filter((path) => path.endsWith('decisions.log'));
    expect(found).toHaveLength(1);
    return join(place, found[0]);
  }

  async function marksAreThere(): Promise<void> {
    await page.ask('is:decided', decided.size);
    for (const [name, what] of decided) await page.says(name, what);
  }

  step('right click, Clean This Folder: the grid fills with real thumbnails and is ranked', async () => {
    await workbench.explorer.contextMenu('nature', 'Clean This Folder');
    await workbench.tab('nature').waitFor();
    await page.ready();
    // Whatever was shown before the ranking stood: the pass begins with the most suspicious.
    await workbench.press('r');
    const widths = await eventually('thumbnails', async () => {
      const found = await page.cells
        .locator('img')
        .evaluateAll((images) => images.map((image) => (image instanceof HTMLImageElement ? image.naturalWidth : 0)));
      return found.length >= 12 && found;
    });
    for (const width of widths) expect(width).toBeGreaterThanOrEqual(64);
    // A picture, not one flat colour.
    const colours = await page.cells
      .locator('img')
      .first()
      .evaluate((image) => {
        const canvas = document.createElement('canvas');
        canvas.width = canvas.height = 16;
        const context = canvas.getContext('2d');
        if (!context || !(image instanceof HTMLImageElement)) return 0;
        context.drawImage(image, 0, 0, 16, 16);
        const { data } = context.getImageData(0, 0, 16, 16);
        return new Set(Array.from({ length: 256 }, (_, i) => `${data[4 * i]} ${data[4 * i + 1]} ${data[4 * i + 2]}`))
          .size;
      });
    expect(colours).toBeGreaterThan(20);
    expect(await workbench.isDirty('nature')).toBe(false);
    expect(await contents(nature)).toEqual(original);
    expect(await readdir(join(folder, 'workspace'))).toEqual(['nature']);
  });

  step('one decision of each kind by keyboard', async () => {
    await page.begin();
    const decide = async (key: string, what: string): Promise<void> => {
      const { name } = readLabel(await page.focused());
      await workbench.press(key);
      await page.says(name, what);
      decided.set(name, what);
    };
    const first = readLabel(await page.focused());
    const digits = await page.digits();
    expect(digits.size).toBe(5);
    const [target, digit] = [...digits].find(([name]) => name !== first.given && name !== first.suggested)!;
    await decide(digit, `relabel to ${target}`);
    await workbench.press('ArrowRight');
    await decide('x', 'delete');
    await workbench.press('ArrowRight');
    await decide('s', 'set aside');
    await workbench.press('ArrowRight');
    await decide('k', 'keep');
    await workbench.press('ArrowRight');
    for (const which of ['fifth', 'sixth']) {
      const proposed = readLabel(await page.focused());
      expect(proposed.suggested, `nothing is suggested for the ${which} most suspicious image`).toBeDefined();
      await decide('Enter', `relabel to ${proposed.suggested!}`);
      expect(readLabel(await page.focused()).name, 'Enter did not go on').not.toBe(proposed.name);
    }
    expect(decided.size).toBe(6);
    await page.barSays('5 pending: 3 relabelled · 1 deleted · 1 set aside');
    await eventually('the dot', () => workbench.isDirty('nature'));
    expect(await contents(nature)).toEqual(original);
  });

  step('Ctrl+Z and Ctrl+Shift+Z undo and redo, in the page', async () => {
    const [name, what] = [...decided].pop()!;
    await workbench.press('Control+z');
    await page.says(name, /^(?!.*relabel to)/);
    await page.barSays('4 pending: 2 relabelled');
    await workbench.press('Control+Shift+z');
    await page.says(name, what);
  });

  step('Ctrl+S saves; after a reload of the window tab and marks are there', async () => {
    await workbench.press('Control+s');
    await eventually('the dot to go', async () => !(await workbench.isDirty('nature')));
    await workbench.reload();
    await page.ready();
    await page.barSays('5 pending');
    await marksAreThere();
    expect(await workbench.isDirty('nature')).toBe(false);
  });

  step(
    'the extension host killed right after a key is recorded: the mark is kept, and the tab can be used',
    async () => {
      await page.query.fill('is:undecided');
      await page.query.press('Enter');
      await eventually('the query', async () => (await page.found()) > decided.size);
      await page.cells.first().click();
      const { name } = readLabel(await page.focused());
      const [host] = await findProcesses(editor.pid, 'extensionHost');
      expect(host).toBeDefined();
      const log = await decisionsLog();
      const { size } = await stat(log);
      await workbench.press('x');
      await eventually('the mark on the disk', async () => (await stat(log)).size > size);
      process.kill(host, 'SIGKILL');
      await eventually('another extension host', async () => {
        const [other] = await findProcesses(editor.pid, 'extensionHost');
        return other !== undefined && other !== host;
      });
      decided.set(name, 'delete');
      // The dead page is replaced; until then it answers no query.
      await eventually('the page to answer again', () => page.ask('is:decided', decided.size).then(() => true), 60_000);
      await marksAreThere();
      await eventually('the dot', () => workbench.isDirty('nature'));

      await page.cell(name).click();
      await workbench.press('u');
      await page.barSays('5 pending');
      decided.delete(name);
      await workbench.press('Control+s');
      await eventually('the save', async () => !(await workbench.isDirty('nature')));
      await marksAreThere();
    },
  );

  step('Apply shows what will happen, then moves the files', async () => {
    await page.bar.getByRole('button', { name: /^Apply/ }).click();
    const dialog = page.frame.getByRole('dialog', { name: 'Apply Changes' });
    await dialog.getByText('5 files will move').waitFor();
    const list = await dialog
      .getByRole('list', { name: 'Files that will move' })
      .getByRole('listitem')
      .allTextContents();
    expect(list).toHaveLength(5);
    const changing = [...decided].filter(([, what]) => what !== 'keep');
    for (const [name] of changing) expect(list.join('\n')).toContain(name);
    await workbench.screenshot('apply-preview');
    await dialog.getByRole('button', { name: 'Apply to 5 Files' }).click();
    await workbench.notification('5 changes applied');

    const gone = changing.map(([name]) => paths.get(name));
    const expected = Object.fromEntries(Object.entries(original).filter(([path]) => !gone.includes(path)));
    for (const [name, what] of changing) {
      const to = /^relabel to (.*)$/.exec(what)?.[1];
      if (to) expected[`${to}/${name}`] = original[paths.get(name)!];
    }
    const found = await contents(nature);
    expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
    expect(found).toEqual(expected);
    await page.barSays('Nothing pending');
  });

  step('the bar keeps Undo Last Apply in sight, however narrow', async () => {
    await workbench.command('View: Toggle Primary Side Bar Visibility');
    for (const width of [420, 320]) {
      await workbench.setViewport({ width, height: 900 });
      for (const name of ['Undo Last Apply', 'Apply…']) {
        const button = page.bar.getByRole('button', { name, exact: true });
        await eventually(`${name} at ${width} px`, () =>
          button.evaluate((element) => element.getBoundingClientRect().right <= document.documentElement.clientWidth),
        );
      }
    }
    await workbench.screenshot('bar-narrow');
    await workbench.setViewport({ width: 1440, height: 900 });
    await workbench.command('View: Toggle Primary Side Bar Visibility');
  });

  step('Undo Last Apply, after a restart of the whole server, brings back every byte', async () => {
    await editor.restart();
    await workbench.hardReload();
    await page.query.waitFor({ timeout: 90_000 });
    // VS Code in a browser stores what a page was at once a minute: the query that comes back may be an earlier one.
    await page.ask('', 141, 90_000);
    await page.ready();
    await workbench.command('Winnow: Undo Last Apply');
    await workbench.notification('5 changes undone');
    expect(await contents(nature)).toEqual(original);
    await page.barSays('5 pending: 3 relabelled · 1 deleted · 1 set aside');
    await marksAreThere();
  });
});
