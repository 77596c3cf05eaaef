import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getL10nPseudoLocalized } from '@vscode/l10n-dev';
import { describe, expect } from 'vitest';
import { writeManyImages } from '../fixtures/manyImages';
import type { Workbench } from './support/browser';
import { DatasetPage } from './support/datasetPage';
import { Scene, useScene } from './support/scene';

/** A language that nobody speaks: accents on every letter, half as long again. What is still English was forgotten. */
const language = 'qps-ploc';

type Texts = Record<string, string>;

const readTexts = async (file: string): Promise<Texts> => JSON.parse(await readFile(file, 'utf8')) as Texts;

describe('another language', () => {
  let scene: Scene;
  let workbench: Workbench;
  let page: DatasetPage;
  let english: Texts;
  let manifest: Texts;

  const trial = useScene(
    () =>
      Scene.open(
        'pseudo',
        async (workspace) => {
          await writeManyImages(join(workspace, 'set'), 40, { seed: 9, classes: 4 });
          const epochs = ['epoch,accuracy,loss,val_accuracy,val_loss', '0,0.5,1.2,0.5,1.1', '1,0.7,0.9,0.7,0.6'];
          await writeFile(join(workspace, 'metrics.csv'), epochs.join('\n'));
        },
        { changesExtension: true },
      ),
    async (opened) => {
      scene = opened;
      ({ workbench } = scene);
      page = new DatasetPage(workbench);
      const folder = scene.editor.extensionFolder;
      english = await readTexts(join(folder, 'l10n', 'bundle.l10n.json'));
      manifest = getL10nPseudoLocalized(await readTexts(join(folder, 'package.nls.json'))) as Texts;
      const bundle = getL10nPseudoLocalized(english);
      await writeFile(join(folder, 'l10n', `bundle.l10n.${language}.json`), JSON.stringify(bundle));
      await writeFile(join(folder, `package.nls.${language}.json`), JSON.stringify(manifest));
      // The language that the workbench takes itself to be in, and tells its extensions.
      await workbench.context.addInitScript((tag) => {
        Object.defineProperty(globalThis, '_VSCODE_NLS_LANGUAGE', { get: () => tag, set: () => undefined });
      }, language);
      await workbench.open();
      await workbench.explorer.contextMenu('set', manifest['commands.cleanFolder.title']);
      await page.frame.locator('.cell img').first().waitFor({ timeout: 90_000 });
      await page.frame.locator('.cell.is-focused').waitFor();
    },
  );

  /** Texts and names in the page that stand word for word in the English bundle. */
  async function leftInEnglish(): Promise<string[]> {
    const said = await page.frame.locator('body').evaluate((body) => {
      const texts: string[] = [];
      const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode())
        // Keys are named as the keyboard names them.
        if (!node.parentElement?.closest('kbd')) texts.push(node.textContent?.trim() ?? '');
      for (const element of body.querySelectorAll('*'))
        for (const name of ['title', 'aria-label', 'placeholder', 'alt']) texts.push(element.getAttribute(name) ?? '');
      return texts;
    });
    return [...new Set(said)].filter((text) => text.length > 1 && Object.hasOwn(english, text)).sort();
  }

  /** Buttons and headings whose text does not fit; names of files and classes end in dots, and say the rest on hover. */
  function cut(): Promise<string[]> {
    return page.frame.locator('body').evaluate((body) =>
      [...body.querySelectorAll<HTMLElement>('button, h2, h3, .menu-item, summary, kbd')]
        .filter((element) => element.getClientRects().length > 0 && element.scrollWidth > element.clientWidth + 1)
        .filter((element) => getComputedStyle(element).overflowX !== 'visible' && element.title === '')
        .map((element) => `${element.className}: ${element.textContent?.trim() ?? ''}`),
    );
  }

  trial('no text of grid, rail, inspector and bar is left in English, and nothing is cut', async () => {
    await page.frame.locator('.cell').first().click();
    for (const width of [1440, 1000, 700]) {
      await workbench.setViewport({ width, height: 900 });
      await workbench.page.waitForTimeout(600);
      await workbench.screenshot(`pseudo-${width}`);
      expect(await leftInEnglish()).toEqual([]);
      expect(await cut()).toEqual([]);
    }
    await workbench.setViewport({ width: 1440, height: 900 });
  });

  trial('nor of the curves of a training log', async () => {
    await workbench.explorer.contextMenu('metrics.csv', manifest['commands.openTrainingLog.title']);
    await page.frame.locator('.training-log-facts').waitFor();
    expect(await leftInEnglish()).toEqual([]);
  });
});
