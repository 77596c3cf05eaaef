import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { QualityScores } from '../../../src/engine/images/quality';
import { picture, Pictures } from './fixtures';

let pictures: Pictures;
beforeAll(async () => {
  pictures = await Pictures.make();
});
afterAll(() => pictures.dispose());

const solid = (background: string, channels: 3 | 4 = 3) =>
  sharp({ create: { width: 64, height: 48, channels, background } });

async function scores(image: Sharp): Promise<QualityScores> {
  return (await pictures.facts('x.png', await image.png().toBuffer())).quality;
}

describe('defects of older tools', () => {
  it('a white palette picture is bright, not dark', async () => {
    const facts = await pictures.facts('x.png', await solid('white').png({ palette: true }).toBuffer());
    expect(facts.colour.model).toBe('palette');
    expect(facts.quality.dark).toBe(1);
    expect(facts.quality.bright).toBe(0);
  });

  it('palette pictures of different colours differ', async () => {
    const [red, blue] = await Promise.all(
      ['red', 'blue'].map((colour) => solid(colour).png({ palette: true }).toBuffer()),
    );
    const [a, b] = [await pictures.facts('red.png', red), await pictures.facts('blue.png', blue)];
    expect(a.codedHash).not.toBe(b.codedHash);
    expect(Buffer.from(a.signature)).not.toEqual(Buffer.from(b.signature));
  });

  it('pure green has the brightness 0.83, with alpha or without', async () => {
    expect((await scores(solid('#00ff00'))).dark).toBeCloseTo(0.83, 2);
    expect((await scores(solid('#00ff00', 4))).dark).toBeCloseTo(0.83, 2);
  });

  it('16-bit and grey-with-alpha pictures are measured on the same scale', async () => {
    const deep = await scores(picture(80, 60).toColourspace('rgb16'));
    const plain = await scores(picture(80, 60));
    expect(deep.dark).toBeCloseTo(plain.dark, 1);
    const greyAlpha = await scores(picture(80, 60).greyscale().ensureAlpha(1));
    expect(greyAlpha.dark).toBeGreaterThan(0.3);
    expect(greyAlpha.dark).toBeLessThanOrEqual(1);
  });

  it('an RGB picture without colour is grey', async () => {
    expect((await scores(picture(80, 60).greyscale().toColourspace('srgb'))).grey).toBe(true);
    expect((await scores(picture(80, 60))).grey).toBe(false);
  });
});

const grey = (valueAt: (x: number, y: number) => number) =>
  sharp(Buffer.from(Array.from({ length: 128 * 128 }, (_, i) => valueAt(i % 128, i >> 7))), {
    raw: { width: 128, height: 128, channels: 1 },
  });

it('shades without an edge are blurry, the same shades in another order are not', async () => {
  expect((await scores(grey((x, y) => 10 + x * 0.9 + y * 0.6))).blurry).toBeLessThan(0.29);
  expect((await scores(grey((x, y) => ((x >> 2) * 97 + (y >> 2) * 57) % 256))).blurry).toBeGreaterThan(0.4);
});

it('a flat picture has low information, a drawn one does not', async () => {
  expect((await scores(solid('#336699'))).lowInformation).toBeLessThan(0.3);
  expect((await scores(picture(200, 150))).lowInformation).toBeGreaterThan(0.3);
});
