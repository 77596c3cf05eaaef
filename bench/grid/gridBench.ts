/**
 * Measures the grid; see run.mjs. Everything is drawn anew in a folder of its own, which is removed at the end, or in
 * one that is kept and used again.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, link, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { CDPSession, Frame, Page } from 'playwright-core';
import { openWorkbench } from '../../test/e2e/support/browser';
import { DatasetPage } from '../../test/e2e/support/datasetPage';
import { startEditor } from '../../test/e2e/support/editor';
import { writeManyImages } from '../../test/fixtures/manyImages';
import { openSlowLink } from '../../test/e2e/support/slowLink';
import { PageProbe } from './pageProbe';
import { memoryOf } from './processMemory';
import { p95, round } from './statistics';
import { TaskTrace } from './taskTrace';

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '100000' },
    /** Different pictures; the other files are links to them. */
    distinct: { type: 'string', default: '2000' },
    seconds: { type: 'string', default: '30' },
    /** A folder that keeps the drawn and indexed images for the next run with as many. */
    keep: { type: 'string' },
    /** Milliseconds of a round trip to the server, and kB a second; 0: the server stands here. */
    latency: { type: 'string', default: '0' },
    rate: { type: 'string', default: '1000' },
    /** Where a CPU profile of page and workbench while jumping, scrolling and deciding goes (.cpuprofile). */
    profile: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const images = Number(values.images);
const distinct = Math.min(images, Number(values.distinct));
const jumps = 40;
const keys = 60;
/** Milliseconds of which the script time of a frame is the mean. */
const windowMs = 250;

function say(text: string): void {
  if (!values.json) console.info(text);
}

/** Ten classes; every picture also under so many further names, so that drawing and embedding take minutes, not hours. */
async function draw(folder: string): Promise<void> {
  const paths = await writeManyImages(folder, distinct, { seed: 1, classes: 10, size: 160 });
  for (let i = distinct; i < images; i++) {
    const path = paths[i % distinct];
    const copy = path.replace('.jpg', `-${Math.floor(i / distinct)}.jpg`);
    await link(join(folder, path), join(folder, copy));
  }
}

/** The frame of the page inside the webview. */
async function frameOf(page: Page): Promise<Frame> {
  for (const frame of page.frames())
    if (await frame.evaluate(() => document.querySelector('winnow-page') !== null).catch(() => false)) return frame;
  throw new Error('The page was not found in any frame.');
}

/** Notes when the mouse button was last let go: the hand's way to the menu and through it is not what is measured. */
function noteClick(page: Page): Promise<void> {
  return page.evaluate(() => {
    const note = () => Object.assign(window, { winnowClicked: Date.now() });
    document.addEventListener('mouseup', note, { capture: true });
  });
}

function clickedAt(page: Page): Promise<number> {
  return page.evaluate(() => Number(Reflect.get(window, 'winnowClicked')));
}

/** Script time a frame, in windows of a quarter of a second, while `work` runs; the whole renderer's, VS Code included. */
async function scriptPerFrame(session: CDPSession, probe: PageProbe, work: Promise<void>): Promise<number[]> {
  const state = { running: true };
  void work.finally(() => (state.running = false));
  const read = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const script = metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? NaN;
    return { script: script * 1000, frames: (await probe.seen()).frames };
  };
  const perFrame: number[] = [];
  let before = await read();
  while (state.running) {
    await new Promise((done) => setTimeout(done, windowMs));
    const now = await read();
    if (now.frames > before.frames) perFrame.push((now.script - before.script) / (now.frames - before.frames));
    before = now;
  }
  await work;
  return perFrame;
}

/** Draws and indexes the images below `folder`, unless they are there. */
async function prepare(folder: string): Promise<{ workspace: string; cache: string }> {
  const [workspace, cache, whole] = ['workspace', 'cache', 'whole'].map((name) => join(folder, name));
  if (existsSync(whole)) return { workspace, cache };
  await rm(workspace, { recursive: true, force: true });
  await mkdir(workspace, { recursive: true });
  say(`drawing ${images} images (${distinct} different)`);
  await draw(join(workspace, 'set'));
  say('indexing');
  const index = ['index', join(workspace, 'set'), '--cache', cache, '--quiet'];
  execFileSync(process.execPath, [resolve('dist/cli.js'), ...index], { stdio: ['ignore', 'ignore', 'inherit'] });
  await mkdir(whole);
  return { workspace, cache };
}

async function main(): Promise<void> {
  const kept = values.keep && resolve(values.keep, `${images}-${distinct}`);
  const folder = kept ?? (await mkdtemp(join(tmpdir(), 'winnow-bench-grid-')));
  try {
    const { workspace, cache } = await prepare(folder);
    // Decisions of the run before.
    await rm(join(workspace, '.winnow'), { recursive: true, force: true });
    const editor = await startEditor({ vsix: resolve('build/winnow.vsix'), workspace });
    // Where the editor looks for it.
    await cp(cache, join(editor.folder, 'cache', 'winnow'), { recursive: true });
    const roundTripMs = Number(values.latency);
    const here = new URL(editor.url);
    const link = roundTripMs > 0 ? await openSlowLink(Number(here.port)) : undefined;
    if (link) here.port = `${link.port}`;
    const workbench = await openWorkbench({ ...editor, url: here.href }).catch(async (error: unknown) => {
      await link?.close();
      await editor.stop();
      throw error;
    });
    try {
      const page = new DatasetPage(workbench);
      // Once to start the engine and have everything warm, once to measure.
      const opened = performance.now();
      await workbench.explorer.contextMenu('set', 'Clean This Folder');
      await page.frame.locator('.start-opening, winnow-grid').first().waitFor({ timeout: 600_000 });
      const coldPageMs = performance.now() - opened;
      await page.cells.locator('img').first().waitFor({ timeout: 600_000 });
      const coldPaintMs = performance.now() - opened;
      await page.ready(1_200_000);
      const coldRankedMs = performance.now() - opened;
      say(`opened cold: page ${coldPageMs} ms, first thumbnails ${coldPaintMs} ms, ranked ${coldRankedMs} ms`);
      await workbench.command('View: Close Editor');
      await workbench.page.waitForTimeout(2000);
      // VS Code itself has come over a fast line: it would take minutes to load, and is not what is measured.
      link?.change({ roundTripMs, bytesPerSecond: Number(values.rate) * 1000 });
      await noteClick(workbench.page);
      await workbench.explorer.contextMenu('set', 'Clean This Folder');
      await page.cells.locator('img').first().waitFor({ timeout: 600_000 });
      const firstPaintMs = Date.now() - (await clickedAt(workbench.page));
      await page.ready(600_000);
      await workbench.page.waitForTimeout(3000);

      const frame = await frameOf(workbench.page);
      const probe = new PageProbe(frame);
      const session = await workbench.context.newCDPSession(workbench.page);
      await session.send('Performance.enable');
      if (values.profile) {
        await session.send('Profiler.enable');
        await session.send('Profiler.start');
      }
      await probe.watch();
      say('jumping');
      const jumpMs: number[] = [];
      const downBefore = link?.traffic.down ?? 0;
      for (let i = 0; i < jumps; i++) jumpMs.push(await probe.jump(((i * 7919) % 1000) / 1000));
      const jumpKB = link && (link.traffic.down - downBefore) / jumps / 1000;
      say('scrolling');
      const tasks = await TaskTrace.begin(workbench.page);
      const perFrame = await scriptPerFrame(session, probe, probe.scroll(Number(values.seconds)));
      const longestTaskCpuMs = await tasks.longestMs();
      const scrolled = await probe.seen();
      for (let i = 0; i <= 100; i++) await probe.jump(i / 100);
      await session.send('HeapProfiler.collectGarbage');
      const heap = (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'JSHeapUsedSize');

      say(
        `first thumbnails ${firstPaintMs} ms, jump ${p95(jumpMs)} ms, longest task ${scrolled.longest} ms, heap ${heap?.value} bytes`,
      );
      say('asking');
      const queryMs: number[] = [];
      for (const query of ['class:class-03', '', '-class:class-03', '']) {
        const asked = performance.now();
        await page.ask(query, query === '' ? images : query.startsWith('-') ? images * 0.9 : images / 10, 300_000);
        queryMs.push(performance.now() - asked);
      }
      say(`queries ${queryMs.join(', ')} ms; ${JSON.stringify(await memoryOf(editor.pid))}`);
      say(`deciding with ${images / 10} pending`);
      await page.begin();
      await workbench.press('Control+Home');
      await page.ask('class:class-01', images / 10, 300_000);
      await workbench.press('Control+a', 's');
      const decided = performance.now();
      await page.barSays(/pending/, 300_000);
      const decideManyMs = performance.now() - decided;
      await page.ask('class:class-02', images / 10, 300_000);
      await page.begin();
      await probe.watchKeys();
      for (let i = 0; i < keys; i++) {
        await workbench.press('x');
        await workbench.page.waitForTimeout(300);
        await workbench.press('ArrowRight');
      }
      const { painted, confirmed } = await probe.keys();
      if (values.profile)
        await writeFile(values.profile, JSON.stringify((await session.send('Profiler.stop')).profile));
      const result = {
        images,
        coldPageMs: Math.round(coldPageMs),
        coldPaintMs: Math.round(coldPaintMs),
        coldRankedMs: Math.round(coldRankedMs),
        firstPaintMs: Math.round(firstPaintMs),
        jumpP95Ms: round(p95(jumpMs)),
        ...(jumpKB !== undefined && { roundTripMs, jumpKB: round(jumpKB) }),
        queryMs: queryMs.map(Math.round),
        decideManyMs: Math.round(decideManyMs),
        ...(await memoryOf(editor.pid)),
        cellsInDom: scrolled.cells,
        longestTaskMs: Math.round(scrolled.longest),
        longestTaskCpuMs: Math.round(longestTaskCpuMs),
        longestTaskOfWorkbenchMs: Math.round(scrolled.longestOfWorkbench),
        scriptMsPerFrameP95: round(p95(perFrame)),
        keyToPaintP95Ms: round(p95(painted)),
        keyToConfirmP95Ms: round(p95(confirmed)),
        pageMB: round((heap?.value ?? NaN) / 1e6),
      };
      console.log(values.json ? JSON.stringify(result) : result);
    } finally {
      await workbench.close();
      await link?.close();
      await editor.stop();
    }
  } finally {
    if (!kept) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
