import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { wanted, writeScrapedPile, type ScrapedPile } from '../fixtures/scrapedPile';
import { contents } from '../support/contents';
import { eventually } from '../support/eventually';
import type { Workbench } from './support/browser';
import { DatasetPage, readLabel } from './support/datasetPage';
import { PileSorter } from './support/pileSorter';
import { Scene, useScene, withPicture } from './support/scene';

const slowMs = 120_000;
const size = 64;

/**
 * From what a scraper leaves behind to a training set, in one editor: sheets split, crops sorted, noise to garbage,
 * retrained and sorted anew, copies dropped, a spot check, a square clean copy. The order matters.
 */
describe('a scraped pile becomes a training set', () => {
  let workbench: Workbench;
  let page: DatasetPage;
  let sorter: PileSorter;
  let scraped: string;
  let pile: ScrapedPile;
  let original: Record<string, string>;
  const figures: string[] = [];

  const folderOf = (name: string): string => {
    const kind = pile.kinds.get(name);
    if (kind === undefined) throw new Error(`What does ${name} show?`);
    return wanted.some((one) => one === kind) ? kind : 'garbage';
  };

  useScene(
    () =>
      Scene.open('whole', async (workspace) => {
        scraped = join(workspace, 'scraped');
        pile = await writeScrapedPile(join(scraped, 'pile'), 30);
        original = await contents(scraped);
      }),
    (scene) => {
      ({ workbench } = scene);
      page = new DatasetPage(workbench);
      sorter = new PileSorter(page, folderOf);
    },
  );

  let broken = false;

  /** A step that leaves a picture when it fails and says how long it took; the later ones stand on it. */
  function step(name: string, work: () => Promise<string>): void {
    it(name, async () => {
      if (broken) throw new Error('An earlier step failed.');
      broken = true;
      const began = performance.now();
      let done = '';
      await withPicture(name, workbench, async () => {
        done = await work();
      });
      figures.push(`${done} (${((performance.now() - began) / 1000).toFixed(0)} s)`);
      broken = false;
    });
  }

  const strip = (name: string) => page.frame.getByRole('region', { name });

  /** Carries out what is pending; the files below the pile afterwards. */
  async function apply(): Promise<string[]> {
    await page.bar.getByRole('button', { name: /^Apply/ }).click();
    const dialog = page.frame.getByRole('dialog', { name: 'Apply Changes' });
    await dialog.getByRole('button', { name: /^Apply to/ }).click();
    await dialog.waitFor({ state: 'hidden', timeout: slowMs });
    await page.barSays('Nothing pending', slowMs);
    return Object.keys(await contents(join(scraped, 'pile')));
  }

  step('sheets are split, and set aside', async () => {
    await workbench.explorer.contextMenu('scraped/pile', 'Split Collages…');
    const split = strip('Collages').getByRole('button', { name: `Split ${pile.sheets} into ${pile.crops}` });
    await split.waitFor({ timeout: slowMs });
    await workbench.screenshot('whole-collages');
    await page.cell('sheet1.png').click();
    await workbench.press('Enter');
    const dialog = page.frame.getByRole('dialog', { name: 'Split Collage' });
    await dialog.getByRole('button', { name: `Split into ${pile.crops / pile.sheets}`, exact: true }).waitFor();
    await dialog.getByRole('combobox', { name: 'The sheet' }).selectOption({ label: 'is set aside' });
    await workbench.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await split.click();
    await page.barSays(`${pile.sheets} pending: ${pile.sheets} split`);
    const files = await apply();
    expect(files.filter((path) => /sheet\d_\d+\.png$/.test(path))).toHaveLength(pile.crops);
    expect(files.filter((path) => /sheet\d\.png$/.test(path))).toEqual([]);
    return `${pile.sheets} sheets split into ${pile.crops} crops`;
  });

  step('crops and singles are sorted into classes, noise into garbage, retrained and sorted anew', async () => {
    const images = pile.kinds.size;
    await workbench.explorer.contextMenu('scraped/pile', 'Sort Images Into Classes…');
    await workbench.quickInput.pick('New classes');
    await page.frame
      .getByText(/^Cluster 1: /)
      .first()
      .waitFor({ timeout: slowMs });
    await page.begin();
    await sorter.labelClusters(5, [...wanted, 'garbage']);
    const byClusters = await sorter.pending();
    await sorter.proposeAnew();
    expect(await sorter.pending()).toBeGreaterThan(byClusters);
    await sorter.labelTheRest(images);
    expect(await sorter.pending()).toBe(images);
    const files = await apply();
    expect(files).toHaveLength(images);
    const wrong = files.filter((path) => path.split('/')[0] !== folderOf(path.split('/').pop()!));
    expect(wrong.length / images, wrong.join(', ')).toBeLessThan(0.05);
    await workbench.screenshot('whole-sorted');
    return `${images} images sorted with ${sorter.answers} answers, ${wrong.length} of them wrong`;
  });

  step('copies of the same bytes and of the same picture are dropped', async () => {
    let dropped = 0;
    for (const name of ['copies: same bytes', 'copies: same picture']) {
      await page.frame
        .getByRole('navigation')
        .getByRole('button', { name: new RegExp(`^${name}`) })
        .click({ timeout: slowMs });
      // Of this kind: the one before is still there until it has come up.
      const accept = strip(name).getByRole('button', { name: /^Accept All: [1-9]\d* Images?$/ });
      await accept.waitFor();
      dropped += Number(/\d+/.exec(await accept.innerText())?.[0]);
      const before = await sorter.pending();
      await accept.click();
      await eventually('they are pending', async () => (await sorter.pending()) > before);
      await workbench.screenshot(`whole-${name.replace(/\W+/g, '-')}`);
    }
    expect(dropped).toBe(pile.copyOf.size);
    const files = await apply();
    expect(files).toHaveLength(pile.kinds.size - pile.copyOf.size);
    return `${dropped} copies dropped`;
  });

  step('a spot check says how much may be wrong; what it shows is put right', async () => {
    await page.frame.getByRole('button', { name: 'All images' }).first().click();
    await eventually('all images', async () => (await page.found()) === pile.kinds.size - pile.copyOf.size);
    await workbench.command('Winnow: Spot-Check 50');
    await strip('Spot check').waitFor();
    await eventually('fifty', async () => (await page.found()) === 50);
    await page.begin();
    let wrong = 0;
    for (let i = 0; i < 50; i++) {
      const { name, given } = readLabel(await page.focused());
      const folder = folderOf(name);
      const digit = (await page.digits()).get(folder);
      if (given !== folder) wrong++;
      if (given !== folder && digit === undefined) throw new Error(`${folder} has no digit`);
      await workbench.press(given === folder ? 'k' : digit!);
      await page.says(name, given === folder ? 'keep' : `relabel to ${folder}`);
      // It goes on by itself.
      if (i < 49) await eventually('the next image', async () => readLabel(await page.focused()).name !== name);
    }
    const result = strip('Spot check').getByText(/50 checked, \d+ wrong: at most \d+ %/);
    await result.waitFor();
    expect(await result.innerText()).toContain(`50 checked, ${wrong} wrong`);
    await workbench.screenshot('whole-spot-check');
    const bound = /at most \d+ % of the rest \(\d+ images\)/.exec(await result.innerText())?.[0];
    return `spot check of 50: ${wrong} wrong, ${bound}`;
  });

  step('the clean copy is square, without garbage and copies, and nothing was lost', async () => {
    await workbench.command('Winnow: Export Clean Copy…');
    const { quickInput } = workbench;
    await quickInput.pick('A folder for each subset and class.');
    await quickInput.pick('80 % train, 20 % valid');
    await quickInput.pick(new RegExp(`${size} x ${size}\\s*padded`));
    const garbage = quickInput.rows('Leave Out garbage').first();
    await garbage.waitFor();
    expect(await garbage.getByRole('checkbox').getAttribute('aria-checked')).toBe('true');
    // Into the picker itself: it stands there before it has the focus.
    await quickInput.input.press('Enter');
    const out = join(scraped, 'pile-clean');
    await eventually('the place', async () => (await quickInput.input.inputValue()) === out);
    await quickInput.input.press('Enter');
    await workbench.notification(/images of 3 classes written to/, slowMs);

    const copied = Object.entries(await contents(out)).filter(([path]) => /\.(png|jpe?g)$/.test(path));
    const places = copied.map(([path]) => path.split('/').slice(0, 2).join('/'));
    expect([...new Set(places)].sort()).toEqual(
      ['train', 'valid'].flatMap((subset) => wanted.map((kind) => `${subset}/${kind}`)).sort(),
    );
    for (const [path] of copied) {
      const { width, height } = await sharp(join(out, path)).metadata();
      expect([width, height], path).toEqual([size, size]);
    }
    expect(new Set(copied.map(([, hash]) => hash)).size, 'the same picture twice').toBe(copied.length);
    const manifest = (await readFile(join(out, 'manifest.jsonl'), 'utf8')).trim().split('\n');
    expect(manifest).toHaveLength(copied.length);
    const good = [...pile.kinds.keys()].filter((name) => folderOf(name) !== 'garbage').length - pile.copyOf.size;
    expect(Math.abs(copied.length - good) / good).toBeLessThan(0.05);
    const sources = copied.map(([path]) => ({ to: path.split('/')[1], name: sourceOf(path) }));
    const garbageLeft = sources.filter(({ name }) => folderOf(name) === 'garbage');
    const wrong = sources.filter(({ to, name }) => ![to, 'garbage'].includes(folderOf(name)));
    const copiesLeft = copied.length - new Set(sources.map(({ name }) => pile.copyOf.get(name) ?? name)).size;
    expect(copiesLeft).toBe(0);
    expect((wrong.length + garbageLeft.length) / copied.length).toBeLessThan(0.05);

    const kept = new Set(Object.values(await contents(scraped)));
    const lost = Object.entries(original).filter(([, hash]) => !kept.has(hash));
    expect(lost).toEqual([]);
    return [
      `${pile.files} files in (${pile.sheets} sheets, ${pile.copyOf.size} copies), ${copied.length} squares of ${size} px out`,
      `left in it: ${wrong.length} wrong labels, ${garbageLeft.length} garbage, ${copiesLeft} copies; lost: ${lost.length} files`,
    ].join('; ');
  });

  /** The file of the pile that a picture of the copy was made of: it has its name, with another ending perhaps. */
  function sourceOf(path: string): string {
    const stem = (name: string): string => name.replace(/\.\w+$/, '');
    const source = [...pile.kinds.keys()].find((name) => stem(name) === stem(path.split('/').pop()!));
    if (source === undefined) throw new Error(`What was ${path} made of?`);
    return source;
  }

  it('figures', () => {
    console.info(figures.join('\n'));
    expect(figures).toHaveLength(5);
  });
});
