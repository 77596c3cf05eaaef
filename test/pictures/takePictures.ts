/** Takes the pictures of README and walkthrough; see run.mjs. Names on the command line: only those. */
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { renderDrawing } from '../../src/engine/sample/renderDrawing';
import { writeDrawnPile } from '../fixtures/drawnPile';
import { openWorkbench, type Workbench } from '../e2e/support/browser';
import { DatasetPage, readLabel } from '../e2e/support/datasetPage';
import { startEditor } from '../e2e/support/editor';
import { eventually } from '../support/eventually';
import { animate } from './animate';
import { shrink } from './shrink';

const target = resolve('docs', 'pictures');
const size = { width: 1280, height: 800 };
const slowMs = 180_000;
const only = process.argv.slice(2);

const cells = [
  { cell_type: 'markdown', metadata: {}, source: ['# Which pictures does my network get wrong?'] },
  {
    cell_type: 'code',
    execution_count: null,
    metadata: {},
    outputs: [],
    source: ['from torchvision.datasets import ImageFolder\n', 'data = ImageFolder("nature")'],
  },
  {
    cell_type: 'code',
    execution_count: null,
    metadata: {},
    outputs: [],
    source: ['scores = predict(model, data)\n', 'scores.to_csv("predictions.csv", index=False)'],
  },
];
const analysis = { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };

const limits = { unreadable: 0, leakage: 0, 'duplicate/bytes': 5, label: '10%' };
const guarded = { check: { limits, minImagesPerClass: 50 } };

/** A VS Code with datasets of every kind, and hands for it. */
class Studio {
  readonly page: DatasetPage;
  private frames: string[] = [];

  constructor(
    readonly workbench: Workbench,
    /** Holds the workspace and the command `winnow`. */
    readonly folder: string,
  ) {
    this.page = new DatasetPage(workbench);
  }

  async open(folder: string, item = 'Clean This Folder'): Promise<void> {
    // With pending decisions, closing would ask.
    await this.workbench.command('File: Save All Files');
    await this.workbench.command('View: Close All Editors');
    await this.workbench.explorer.contextMenu(folder, item);
  }

  /** Gives the images the room of the explorer, which shows again by itself when it is needed. */
  hideExplorer(): Promise<void> {
    return this.workbench.command('View: Close Primary Side Bar');
  }

  /** Whether this picture is to be taken. */
  wants(name: string): boolean {
    return only.length === 0 || only.includes(name);
  }

  async take(name: string): Promise<void> {
    await this.settle();
    const taken = await this.workbench.screenshot(name);
    await shrink(taken, join(target, `${name}.png`));
    await rm(taken);
    console.info(`${name}.png`);
  }

  /** One picture of the animated one. */
  async frame(): Promise<void> {
    await this.settle();
    this.frames.push(await this.workbench.screenshot(`frame-${String(this.frames.length).padStart(2, '0')}`));
  }

  async animation(name: string): Promise<void> {
    await animate(this.frames, join(target, `${name}.webp`));
    this.frames = [];
    console.info(`${name}.webp`);
  }

  private settle(): Promise<void> {
    return this.workbench.page.waitForTimeout(900);
  }
}

async function clean(studio: Studio): Promise<void> {
  const { page, workbench } = studio;
  await studio.open('nature');
  await page.ready(slowMs);
  await studio.hideExplorer();
  await page.begin();
  await workbench.press('r');
  await page.begin();
  await studio.frame();
  for (let i = 0; i < 5; i++) {
    await workbench.press('Enter');
    await studio.frame();
  }
  await workbench.press('x', 'ArrowRight', 's', 'ArrowRight', 'k', 'ArrowRight');
  await studio.frame();
  await studio.take('grid');
  await page.bar.getByRole('button', { name: /^Apply/ }).click();
  await studio.frame();
  await studio.take('apply');
  await workbench.press('Escape');
  await studio.animation('journey');
}

async function findings(studio: Studio): Promise<void> {
  const { page, workbench } = studio;
  await studio.open('nature');
  await page.ready(slowMs);
  await page.frame
    .getByRole('button', { name: /^copies: same bytes|^near-duplicates/ })
    .first()
    .click();
  await page.cells.first().waitFor();
  await workbench.page.waitForTimeout(500);
  await studio.hideExplorer();
  await studio.take('copies');
  await page.frame.getByRole('button', { name: 'All images' }).first().click();
  await page.frame.getByRole('button', { name: 'Dataset Health' }).click();
  await studio.take('health');
  await workbench.press('Escape');
}

async function map(studio: Studio): Promise<void> {
  const { page, workbench } = studio;
  await studio.open('nature');
  await page.ready(slowMs);
  await workbench.command('Winnow: Show Embedding Map');
  const shown = page.frame.getByRole('region', { name: 'Embedding Map' });
  await shown.getByRole('list', { name: 'Legend' }).getByRole('button').first().waitFor({ timeout: slowMs });
  await studio.hideExplorer();
  await studio.take('map');
  await workbench.command('Winnow: Show Embedding Map');
}

async function reference(studio: Studio): Promise<void> {
  const { page, workbench } = studio;
  await studio.open('nature');
  await page.ready(slowMs);
  await studio.hideExplorer();
  await page.railItem('boat').click();
  await page.cells.nth(14).click();
  await workbench.press('t');
  const dialog = page.frame.getByRole('dialog', { name: 'Images That Do Not Match a Reference' });
  await dialog.getByRole('button', { name: /^Flag [\d,]+ Images$/ }).waitFor({ timeout: slowMs });
  await dialog.getByRole('radio', { name: 'do not look like the reference' }).check();
  await studio.take('reference');
  await workbench.press('Escape');
}

async function notebook(studio: Studio): Promise<void> {
  const { workbench } = studio;
  await workbench.command('View: Close All Editors');
  await workbench.explorer.click('analysis.ipynb');
  await workbench.page.getByRole('button', { name: 'Review This Dataset Beside' }).first().click({ timeout: slowMs });
  await workbench.quickInput.pick('nature');
  // Half of it is wide enough for all that the page says, first beside the explorer, then without it.
  await workbench.setViewport({ width: 1900, height: 860 });
  await studio.page.ready(slowMs);
  await studio.hideExplorer();
  await workbench.setViewport({ width: 1500, height: 860 });
  await studio.take('notebook');
  await workbench.setViewport(size);
}

async function training(studio: Studio): Promise<void> {
  const { page, workbench } = studio;
  await studio.open('nature');
  await page.ready(slowMs);
  await workbench.command('Winnow: Train CNN…');
  const view = page.frame.getByRole('dialog', { name: 'Train a Network' });
  await view.getByRole('textbox', { name: 'Epochs at most' }).fill('12');
  await view.getByRole('button', { name: 'Train', exact: true }).click();
  await view.getByText(/Best epoch \d/).waitFor({ timeout: slowMs });
  await view.getByRole('table', { name: 'Runs' }).getByText('finished').first().waitFor({ timeout: slowMs });
  await view.getByText(/Best epoch \d/).scrollIntoViewIfNeeded();
  await studio.hideExplorer();
  await studio.take('training');
  await workbench.press('Escape');
}

async function sheets(studio: Studio): Promise<void> {
  const { page } = studio;
  await studio.open('symbols/sheets/symbols.png', 'Split Collages…');
  await page.frame
    .getByRole('dialog', { name: 'Split Collage' })
    .getByRole('button', { name: /^Split into \d+$/ })
    .waitFor({ timeout: slowMs });
  await studio.hideExplorer();
  await studio.take('collages');
}

async function sorting(studio: Studio): Promise<void> {
  const { page, workbench } = studio;
  await studio.open('scraped/pile', 'Sort Images Into Classes…');
  await workbench.quickInput.pick('New classes');
  await page.frame
    .getByText(/^Cluster 1: /)
    .first()
    .waitFor({ timeout: slowMs });
  await page.begin();
  for (let i = 0; i < 5; i++) {
    const [kind] = readLabel(await page.focused()).name.split('-');
    await workbench.press('c');
    await workbench.page.keyboard.type(['boat', 'fish', 'mushroom'].includes(kind) ? kind : 'garbage');
    await workbench.press('Enter');
    await workbench.page.waitForTimeout(600);
  }
  await studio.hideExplorer();
  await studio.take('sorting');
}

async function guard(studio: Studio): Promise<void> {
  const { workbench, folder } = studio;
  await writeFile(join(folder, 'workspace', 'nature', 'winnow.config.json'), JSON.stringify(guarded, null, 2));
  await workbench.command('View: Close All Editors');
  await workbench.explorer.click('nature/winnow.config.json');
  await workbench.page.locator('.part.editor .tab', { hasText: 'winnow.config.json' }).waitFor();
  await workbench.command('Terminal: Create New Terminal in Editor Area to the Side');
  await workbench.page.locator('.terminal .xterm-screen').first().waitFor({ timeout: slowMs });
  await studio.hideExplorer();
  await workbench.page.locator('.terminal .xterm-screen').first().click();
  await workbench.page.keyboard.type('winnow check nature');
  await workbench.press('Enter');
  await eventually('the check to end', () => readFile(join(folder, 'checked'), 'utf8'), slowMs);
  await studio.take('guard');
}

const pictures: Readonly<Record<string, (studio: Studio) => Promise<void>>> = {
  grid: clean,
  copies: findings,
  map,
  reference,
  collages: sheets,
  sorting,
  training,
  notebook,
  guard,
};

/** `winnow` as a command of the terminal; writes `checked` when it ends. */
async function writeCommand(folder: string): Promise<void> {
  const command = join(folder, 'bin', 'winnow');
  const run = `"${process.execPath}" "${resolve('dist/cli.js')}" "$@" --cache "${join(folder, 'cache')}"`;
  await mkdir(join(folder, 'bin'), { recursive: true });
  await writeFile(command, `#!/bin/sh\n${run}\necho $? > "${join(folder, 'checked')}"\n`);
  await chmod(command, 0o755);
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'winnow-pictures-'));
  try {
    const workspace = join(folder, 'workspace');
    await mkdir(target, { recursive: true });
    const sample = ['sample', join(workspace, 'nature'), '--quiet', '--seed', '3', '--images-per-class', '60'];
    execFileSync(process.execPath, [resolve('dist/cli.js'), ...sample], { stdio: 'inherit' });
    const counts = { boat: 60, fish: 60, mushroom: 60, chart: 20, dashboard: 20, screenshot: 20 };
    await writeDrawnPile(join(workspace, 'scraped', 'pile'), counts);
    await mkdir(join(workspace, 'symbols', 'sheets'), { recursive: true });
    const sheet = await renderDrawing({ subject: 'sheet', seed: 'pictures', width: 1200, height: 780 });
    await sheet.png().toFile(join(workspace, 'symbols', 'sheets', 'symbols.png'));
    await writeFile(join(workspace, 'analysis.ipynb'), JSON.stringify(analysis));
    await writeCommand(folder);
    const editor = await startEditor({
      vsix: resolve('build/winnow.vsix'),
      workspace,
      settings: {
        'winnow.cacheFolder': join(folder, 'cache'),
        'breadcrumbs.enabled': false,
        'explorer.autoReveal': false,
        'terminal.integrated.profiles.linux': { sh: { path: '/bin/sh' } },
        'terminal.integrated.defaultProfile.linux': 'sh',
        'terminal.integrated.env.linux': { PATH: [join(folder, 'bin'), process.env.PATH].join(delimiter), PS1: '$ ' },
      },
    });
    const workbench = await openWorkbench(editor, { viewport: size, reducedMotion: true });
    try {
      const studio = new Studio(workbench, folder);
      for (const [name, take] of Object.entries(pictures)) if (studio.wants(name)) await take(studio);
    } catch (error) {
      console.error(`It stood so: ${await workbench.screenshot('failed-pictures')}`);
      throw error;
    } finally {
      await workbench.close();
      await editor.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
