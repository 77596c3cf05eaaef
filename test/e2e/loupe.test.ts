import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import sharp from 'sharp';
import { describe, expect } from 'vitest';
import { eventually } from '../support/eventually';
import { hasFocus } from './support/focus';
import { accessibilityProblems } from './support/accessibility';
import type { Workbench } from './support/browser';
import { DatasetPage, readLabel } from './support/datasetPage';
import { Scene, useScene } from './support/scene';
import { watchFrames } from './support/screencast';

const side = 1400;
/** Far apart, so that a frame of the screen tells which of them it shows, or that it shows none. */
const colours = { red: '#d02020', green: '#20b040', blue: '#2040d0', yellow: '#e0c020' } as const;
type Colour = keyof typeof colours;

const flat = (colour: Colour) =>
  sharp({ create: { width: side, height: side, channels: 3, background: colours[colour] } });

/** Pictures of one colour each, in every format whose original a browser cannot show as it is, or only just. */
async function writePictures(workspace: string): Promise<void> {
  const formats: readonly (readonly [name: string, bytes: Promise<Buffer>])[] = [
    ['plain/a.jpg', flat('red').jpeg().toBuffer()],
    ['plain/b.jpg', flat('green').jpeg().toBuffer()],
    ['plain/c.jpg', flat('blue').jpeg().toBuffer()],
    ['plain/d.jpg', flat('yellow').jpeg().toBuffer()],
    ['odd/e.tif', flat('red').tiff({ compression: 'lzw' }).toBuffer()],
    ['odd/f.png', flat('green').toColourspace('rgb16').png().toBuffer()],
    ['odd/g.jpg', flat('blue').toColourspace('cmyk').jpeg().toBuffer()],
    ['odd/h.avif', flat('yellow').avif({ effort: 0 }).toBuffer()],
  ];
  for (const folder of ['plain', 'odd']) await mkdir(join(workspace, 'set', folder), { recursive: true });
  for (const [name, bytes] of formats) await writeFile(join(workspace, 'set', name), await bytes);
}

describe('the loupe', () => {
  let workbench: Workbench;
  let page: DatasetPage;

  const trial = useScene(
    () => Scene.open('loupe', writePictures),
    async (scene) => {
      ({ workbench } = scene);
      await workbench.explorer.contextMenu('set', 'Clean This Folder');
      page = new DatasetPage(workbench);
      await page.cells.first().waitFor();
      await page.frame.getByRole('button', { name: /^Sort and Group/ }).click();
      await page.frame.getByRole('menuitemradio', { name: 'Name', exact: true }).click();
      await eventually('every thumbnail', async () => (await page.cells.locator('img').count()) === 8, 60_000);
    },
  );

  const loupe = () => page.frame.getByRole('group').and(page.frame.locator('.loupe'));
  const picture = () => page.frame.locator('.loupe-picture img');
  const widthOf = async () =>
    picture().evaluate((image) => (image instanceof HTMLImageElement && image.complete ? image.naturalWidth : 0));
  /** Sharp: no thumbnail any more. */
  const isSharp = () => eventually('the preview', async () => (await widthOf()) >= 1000, 60_000);

  /** Waits until so many pictures beside the one that is shown stand ready, as they do for a person who looks at it. */
  const neighbours = (count: number) =>
    eventually('the neighbours', () =>
      page.frame
        .locator('.loupe-picture')
        .evaluate(
          (view, least) =>
            'prepared' in view && view.prepared instanceof Map && 'row' in view
              ? [...view.prepared.keys()].filter((row) => row !== view.row).length >= least
              : Promise.reject(new Error('The picture does not say what it has prepared.')),
          count,
        ),
    );

  trial('shows the originals of TIFF, 16 bit, CMYK and AVIF in their own colours', async () => {
    await page.ask('class:odd', 4);
    await page.begin();
    await workbench.press('z');
    for (const [name, colour] of [
      ['e.tif', 'red'],
      ['f.png', 'green'],
      ['g.jpg', 'blue'],
      ['h.avif', 'yellow'],
    ] as const) {
      await eventually(name, async () => ((await loupe().getAttribute('aria-label')) ?? '').startsWith(name));
      await isSharp();
      const [r, g, b] = await colourOf(picture());
      const wanted = [1, 3, 5].map((at) => parseInt(colours[colour].slice(at, at + 2), 16));
      const off = Math.max(...[r, g, b].map((value, i) => Math.abs(value - wanted[i])));
      // CMYK has no such pure blue.
      expect(off, `${name} is shown as ${r} ${g} ${b}`).toBeLessThan(name === 'g.jpg' ? 90 : 12);
      await workbench.press('ArrowRight');
    }
    await workbench.press('Escape');
  });

  trial(
    'goes to the next and the previous image without a flash: in no frame is there nothing, or a blur',
    async () => {
      await page.ask('class:plain', 4);
      await page.begin();
      await workbench.press('z');
      await isSharp();
      await neighbours(1);
      const box = (await page.frame.locator('.loupe-stage').boundingBox())!;
      const sharpness = page.frame.locator('.loupe').evaluate(
        (section) =>
          new Promise<number[]>((resolve) => {
            const widths: number[] = [];
            const look = () => {
              const image = section.querySelector('.loupe-picture img');
              widths.push(image instanceof HTMLImageElement && image.complete ? image.naturalWidth : 0);
              if (widths.length < 120) requestAnimationFrame(look);
              else resolve(widths);
            };
            requestAnimationFrame(look);
          }),
      );
      const shown = await watchFrames(workbench, { x: box.x + box.width / 2, y: box.y + box.height / 2 }, async () => {
        for (const [key, beside] of [
          ['ArrowRight', 2],
          ['ArrowLeft', 1],
          ['ArrowRight', 2],
        ] as const) {
          await workbench.press(key);
          await workbench.page.waitForTimeout(400);
          await neighbours(beside);
        }
      });
      expect(Math.min(...(await sharpness))).toBeGreaterThanOrEqual(1000);
      const known = shown.map((rgb) => nearest(rgb));
      expect(known, JSON.stringify(shown)).not.toContain(undefined);
      expect(new Set(known)).toEqual(new Set(['red', 'green']));
      await workbench.press('Escape');
    },
  );

  trial('a decision goes on to the next undecided image', async () => {
    await page.begin();
    await workbench.press('ArrowRight', 'k', 'Control+Home', 'z');
    await workbench.press('k');
    await eventually('the third', async () => ((await loupe().getAttribute('aria-label')) ?? '').startsWith('c.jpg'));
    await isSharp();
    await workbench.press('Escape');
    expect(readLabel(await page.focused()).name).toBe('c.jpg');
    await page.begin();
    await workbench.press('u', 'ArrowRight', 'u');
  });

  const compared = () => page.frame.getByRole('listbox', { name: 'Compared images' });
  const transforms = () =>
    page.frame
      .locator('.compare-frame winnow-picture')
      .evaluateAll((all) => all.map((one) => (one instanceof HTMLElement ? one.style.transform : '')));

  trial('selected images are compared side by side; keys move, magnify and decide there', async () => {
    await page.begin();
    await workbench.press('Space', 'ArrowRight', 'Space', 'ArrowRight', 'Space', 'z', 'Tab');
    await compared().waitFor();
    await eventually('three', async () => (await compared().getByRole('option').count()) === 3);
    await hasFocus(compared());
    const focused = async () => {
      const id = await compared().getAttribute('aria-activedescendant');
      return (await page.frame.locator(`#${id} .for-readers`).textContent())?.trim() ?? '';
    };
    const isFocused = (name: string) => eventually(name, async () => (await focused()).startsWith(`${name},`));
    await isFocused('c.jpg');
    await workbench.press('Home', 'ArrowRight');
    await isFocused('b.jpg');
    const inspected = page.frame.locator('.inspector-picture img');
    await eventually('the inspector to follow', async () => nearest(await colourOf(inspected)) === 'green');
    await workbench.press('x');
    await eventually('the decision', async () => (await focused()).endsWith(', delete'));
    await page.barSays('1 pending: 1 deleted');
    expect(await focused(), 'it stays').toMatch(/^b\.jpg,/);
    await workbench.press('+', '+', '+', 'Shift+ArrowRight');
    await eventually('all of them moved', async () => {
      const moved = new Set(await transforms());
      return moved.size === 1 && moved.has('translate(-10%, 0%) scale(3.375)');
    });
    await workbench.page.waitForTimeout(800);
    await workbench.screenshot('compare-three');
    await workbench.press('c');
    await workbench.page.keyboard.type('odd');
    await workbench.press('Enter');
    await eventually('the class', async () => (await focused()).endsWith(', relabel to odd'));
    await hasFocus(compared());
    await workbench.press('-', '-', '-');
    expect(await accessibilityProblems(workbench)).toEqual([]);
    await workbench.press('u', 'Tab');
    await page.frame.locator('.compare-frame winnow-picture.is-behind').waitFor({ state: 'attached' });
    await workbench.press('Tab');
    await page.frame.getByText(/100 % of the pixels differ/).waitFor();
    await workbench.screenshot('compare-difference');
    await workbench.press('Escape');
    await compared().waitFor({ state: 'hidden' });
    await hasFocus(loupe());
    await workbench.press('Space');
    await hasFocus(page.grid);
    expect(readLabel(await page.focused()).name).toBe('b.jpg');
    await workbench.press('Escape');
  });

  trial('six fit into a small pane, and the wheel magnifies them together', async () => {
    await workbench.command('View: Toggle Primary Side Bar Visibility');
    await page.ask('', 8);
    await page.begin();
    await workbench.setViewport({ width: 420, height: 760 });
    await workbench.press('Control+Home', 'Shift+End', 'Shift+ArrowDown', 'Shift+ArrowDown', 'Tab');
    await compared().waitFor();
    await eventually('six', async () => (await compared().getByRole('option').count()) === 6);
    const box = (await compared().boundingBox())!;
    await workbench.page.mouse.move(box.x + 60, box.y + 60);
    await workbench.page.mouse.wheel(0, -100);
    await eventually('all magnified about the pointer', async () => {
      const [first, ...others] = await transforms();
      return first.endsWith('scale(1.5)') && !first.includes('translate(0%') && others.every((one) => one === first);
    });
    await workbench.page.waitForTimeout(800);
    await workbench.screenshot('compare-six-narrow');
    expect(await accessibilityProblems(workbench)).toEqual([]);
    await workbench.press('Escape');
  });

  /** The mean colour of a picture. */
  function colourOf(locator: Locator): Promise<number[]> {
    return locator.evaluate((image) => {
      const canvas = document.createElement('canvas');
      canvas.width = canvas.height = 1;
      const context = canvas.getContext('2d');
      if (!context || !(image instanceof HTMLImageElement)) return [0, 0, 0];
      context.drawImage(image, 0, 0, 1, 1);
      return [...context.getImageData(0, 0, 1, 1).data];
    });
  }

  /** The colour that a pixel shows, on its way through JPEG; undefined when it is none of them. */
  function nearest([r, g, b]: readonly number[]): Colour | undefined {
    return (Object.keys(colours) as Colour[]).find((name) =>
      [r, g, b].every((value, i) => Math.abs(value - parseInt(colours[name].slice(1 + 2 * i, 3 + 2 * i), 16)) < 14),
    );
  }
});
