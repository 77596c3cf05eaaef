import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { eventually } from '../support/eventually';
import type { Workbench } from './support/browser';
import { DatasetPage, readLabel } from './support/datasetPage';
import { drawSample } from './support/sample';
import { Scene, useScene } from './support/scene';

/** Everything that was found beside labels, and what the decisions teach, as a person works through it. In order. */
describe('findings', () => {
  let workbench: Workbench;
  let page: DatasetPage;

  const trial = useScene(
    () =>
      Scene.open(
        'findings',
        async (workspace) => {
          await drawSample(join(workspace, 'nature'), 24);
        },
        { keepsProfile: true },
      ),
    async (scene) => {
      ({ workbench } = scene);
      await workbench.explorer.contextMenu('nature', 'Clean This Folder');
      page = new DatasetPage(workbench);
      await page.ready();
    },
  );

  /** The line of a kind on the rail; its number is what is left to do. */
  const kind = (name: string) =>
    page.frame.getByRole('navigation').getByRole('button', { name: new RegExp(`^${name} [\\d,]+ findings$`) });
  const open = async (name: string): Promise<number> =>
    Number(/([\d,]+) findings/.exec((await kind(name).ariaSnapshot()) ?? '')?.[1]);
  const left = (name: string, count: number) =>
    eventually(`${count} ${name} left`, async () => {
      const now = await open(name);
      if (now !== count) throw new Error(`${now} are`);
      return true;
    });
  const strip = (title: string) => page.frame.getByRole('region', { name: title });

  async function show(name: string): Promise<void> {
    await kind(name).click({ timeout: 60_000 });
    await strip(name).waitFor();
    await page.cells.first().waitFor();
  }

  trial('copies: one key drops a group, n dismisses one, and the rest goes with one button', async () => {
    await kind('copies: same bytes').waitFor({ timeout: 60_000 });
    const groups = await open('copies: same bytes');
    expect(groups).toBeGreaterThan(2);
    await show('copies: same bytes');
    // Copies under different labels are a question, the others a proposal.
    await page.cells.filter({ hasText: 'drop' }).first().click();
    await workbench.press('Enter');
    await page.barSays('1 pending: 1 deleted');
    await left('copies: same bytes', groups - 1);
    await page.cells.filter({ hasText: 'which is right?' }).first().click();
    await eventually('it has the focus', async () => (await page.focused()).includes('which is right?'));
    await workbench.press('n');
    await left('copies: same bytes', groups - 2);
    await strip('copies: same bytes')
      .getByText(/1 pending · 1 dismissed/)
      .waitFor();
    await strip('copies: same bytes')
      .getByRole('button', { name: /^Accept All/ })
      .click();
    // What has different labels is asked, never dropped by itself.
    await page.barSays(/[2-9] pending: [2-9] deleted/);
  });

  trial('what was dismissed stays so after a reload, is shown on request, and can be taken back', async () => {
    await workbench.press('Control+s');
    await workbench.reload();
    await page.ready();
    await show('copies: same bytes');
    await strip('copies: same bytes').getByRole('button', { name: 'Show Dismissed' }).click();
    await eventually('two copies', async () => (await page.found()) === 2);
    await page.begin();
    await workbench.press('n');
    await eventually('none dismissed', async () => !/dismissed/.test(await strip('copies: same bytes').innerText()));
  });

  trial('near-duplicates come unticked, and the threshold moves what is found', async () => {
    await show('near-duplicates');
    const before = await open('near-duplicates');
    const near = strip('near-duplicates');
    await near.getByText(/open/).waitFor();
    expect(await near.getByRole('button', { name: /^Accept All/ }).count()).toBe(0);
    const slider = near.getByRole('slider');
    await slider.focus();
    await workbench.press('End');
    await eventually(
      'fewer of them',
      async () => (await kind('near-duplicates').count()) === 0 || (await open('near-duplicates')) < before,
    );
    await near.getByRole('button', { name: 'Default' }).click();
    await eventually('as before', async () => (await open('near-duplicates')) === before);
    await near.getByRole('button', { name: 'Back to the Query' }).click();
  });

  trial('more like these: one key decides for all of them', async () => {
    await page.ask('class:boat is:undecided', await countOf('class:boat is:undecided'));
    await page.begin();
    await workbench.press('m');
    await strip('More like these').waitFor();
    const found = await eventually('some', async () => {
      const now = await page.found();
      return now > 1 && now < 200 && now;
    });
    const pending = await pendingNow();
    await page.begin();
    await workbench.press('s');
    await eventually('all of them', async () => (await pendingNow()) === pending + found);
    await workbench.press('Control+z');
    await eventually('none of them', async () => (await pendingNow()) === pending);
    // Escape drops a message, and then goes one step back wherever the focus is in the strip; the image has it again.
    await eventually('the query again', async () => {
      if (!(await strip('More like these').isVisible())) return true;
      await strip('More like these').getByRole('slider').focus({ timeout: 2_000 });
      await workbench.press('Escape');
      return false;
    });
    await eventually('the image has the focus', () =>
      page.frame.locator('winnow-grid').evaluate((grid) => grid.contains(document.activeElement)),
    );
  });

  trial('dataset health: a cell of the confusion matrix is a query', async () => {
    await page.frame.getByRole('button', { name: 'Dataset Health' }).click();
    const dialog = page.frame.getByRole('dialog', { name: 'Dataset Health' });
    const pair = dialog.getByRole('button', { name: / taken for / }).last();
    const [, given] = /^(.+) taken for/.exec((await pair.innerText()).trim()) ?? [];
    await pair.click();
    await dialog.waitFor({ state: 'hidden' });
    await page.cells.first().waitFor();
    await page.begin();
    expect(readLabel(await page.focused()).given).toBe(given);
  });

  trial('a spot check draws at random and bounds what is left', async () => {
    await page.ask('', await countOf(''));
    await page.frame.getByRole('button', { name: 'Spot-Check 50' }).click();
    await strip('Spot check').waitFor();
    await eventually('fifty', async () => (await page.found()) === 50);
    await page.begin();
    await workbench.press('k');
    await strip('Spot check')
      .getByText(/1 checked, 0 wrong: at most \d+ %/)
      .waitFor();
  });

  trial('a pile is sorted: proposals above a precision are accepted at once', async () => {
    await page.frame
      .getByRole('navigation')
      .getByRole('button', { name: /^sort the pile/ })
      .click();
    const sort = strip('Sort the pile');
    await sort.waitFor();
    const pending = await pendingNow();
    const accept = sort.getByRole('button', { name: /^Accept [1-9]/ });
    await accept.waitFor();
    const count = Number(/\d+/.exec(await accept.innerText())?.[0]);
    await accept.click();
    await eventually('they are pending', async () => (await pendingNow()) === pending + count);
  });

  async function countOf(query: string): Promise<number> {
    await page.query.fill(query === '' ? 'is:decided' : '');
    await page.query.press('Enter');
    await workbench.page.waitForTimeout(400);
    await page.query.fill(query);
    await page.query.press('Enter');
    await workbench.page.waitForTimeout(800);
    return page.found();
  }

  async function pendingNow(): Promise<number> {
    return Number(/([\d,]+) pending/.exec(await page.bar.ariaSnapshot())?.[1] ?? 0);
  }
});
