import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readImage } from '../../../src/engine/images/readImage';
import { limits, picture, Pictures, tensor } from './fixtures';

let pictures: Pictures;
beforeAll(async () => {
  pictures = await Pictures.make();
});
afterAll(() => pictures.dispose());

describe('readImage', () => {
  it('reads every supported format by its content, whatever the ending', async () => {
    const source = picture(120, 80);
    for (const format of ['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const) {
      const facts = await pictures.facts(`${format}.txt`, await source.clone().toFormat(format).toBuffer());
      expect(facts).toMatchObject({ format, width: 120, height: 80, transparent: false });
    }
  });

  it('tells hash, size, thumbnail and tensor', async () => {
    const file = await picture(640, 400).jpeg().toBuffer();
    const reply = await pictures.read('a.jpg', file);
    if (!reply.ok) throw new Error(reply.reason);
    expect(reply.facts.hash).toBe(createHash('sha256').update(file).digest('hex'));
    expect(reply.facts.bytes).toBe(file.length);
    expect(reply.facts.thumbnail).toEqual({ width: 256, height: 160 });
    expect(await sharp(reply.thumbnail).metadata()).toMatchObject({ format: 'jpeg', width: 256, height: 160 });
    expect(reply.tensor).toHaveLength(32 * 32 * 3);
  });

  it('never enlarges the thumbnail and takes WebP for transparency', async () => {
    const file = await picture(40, 30).ensureAlpha(0.5).png().toBuffer();
    const reply = await pictures.read('alpha.png', file);
    if (!reply.ok) throw new Error(reply.reason);
    expect(reply.facts).toMatchObject({ transparent: true, thumbnail: { width: 40, height: 30 } });
    expect(await sharp(reply.thumbnail).metadata()).toMatchObject({ format: 'webp', hasAlpha: true });
  });

  it('turns each EXIF orientation upright, as sharp does', async () => {
    for (let orientation = 1; orientation <= 8; orientation++) {
      const file = await picture(96, 60).withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer();
      const turned = await sharp(file).autoOrient().png().toBuffer();
      const expected = await pictures.facts('turned.png', turned);
      const facts = await pictures.facts('stored.jpg', file);
      expect(facts).toMatchObject({ orientation, width: expected.width, height: expected.height });
      expect(Buffer.from(facts.signature.subarray(0, 1024))).toEqual(Buffer.from(expected.signature.subarray(0, 1024)));
    }
  });

  it('takes the tensor from the centre, or squashed', async () => {
    const third = (background: string) =>
      sharp({ create: { width: 50, height: 50, channels: 3, background } })
        .png()
        .toBuffer();
    const file = await sharp({ create: { width: 150, height: 50, channels: 3, background: 'black' } })
      .composite([
        { input: await third('red'), left: 0, top: 0 },
        { input: await third('lime'), left: 50, top: 0 },
      ])
      .png()
      .toBuffer();
    const cover = await pictures.read('wide.png', file);
    const squash = await readImage({ path: pictures.path('wide.png'), tensor: { size: 32, crop: 'squash' }, limits });
    if (!cover.ok || !squash.ok) throw new Error('not read');
    const pixel = (of: Uint8Array, column: number): number[] => [...of.subarray(column * 3, column * 3 + 3)];
    expect(pixel(cover.tensor, 4)).toEqual([0, 255, 0]);
    expect(pixel(cover.tensor, 28)).toEqual([0, 255, 0]);
    expect(pixel(squash.tensor, 0)).toEqual([255, 0, 0]);
    expect(pixel(squash.tensor, 31)).toEqual([0, 0, 0]);
    expect(tensor.crop).toBe('cover');
  });

  it('says that a part is missing, and that the rest of a zeroed file is damaged', async () => {
    const file = await picture(300, 200).jpeg().toBuffer();
    for (const cut of [3, 500, Math.floor(file.length / 2)])
      expect(await pictures.read('cut.jpg', file.subarray(0, file.length - cut))).toMatchObject({
        ok: false,
        kind: 'unreadable',
        reason: expect.stringContaining('Part of the picture is missing'),
      });
    const zeroed = Buffer.from(file);
    zeroed.fill(0, Math.floor(file.length / 2));
    const reply = await pictures.read('zeroed.jpg', zeroed);
    expect(reply.ok ? reply.facts.damage : reply.reason).toMatch(/damaged|missing/);
    for (const format of ['png', 'webp', 'gif', 'tiff'] as const) {
      const whole = await picture(300, 200).toFormat(format).toBuffer();
      expect(await pictures.read(`cut.${format}`, whole.subarray(0, whole.length >> 1))).toMatchObject({
        kind: 'unreadable',
      });
    }
  });

  it('tells what is no image from what was meant as one', async () => {
    expect(await pictures.read('notes.txt', Buffer.from('hello'))).toMatchObject({ kind: 'skipped' });
    expect(await pictures.read('page.jpg', Buffer.from('<!DOCTYPE html><html></html>'))).toMatchObject({
      kind: 'unreadable',
      reason: 'It is not an image but a web page (HTML).',
    });
    expect(await pictures.read('empty.png', Buffer.alloc(0))).toMatchObject({
      kind: 'unreadable',
      reason: 'The file is empty.',
    });
    const heic = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1');
    expect(await pictures.read('photo.heic', heic)).toMatchObject({
      kind: 'skipped',
      reason: 'HEIC is not supported.',
    });
    expect(await pictures.read('drawing.svg', Buffer.from('<svg xmlns=""/>'))).toMatchObject({ kind: 'skipped' });
  });

  it('refuses what a header claims beyond the limits, before decoding', async () => {
    const file = await picture(10, 10).png().toBuffer();
    file.writeUInt32BE(65535, 16);
    file.writeUInt32BE(65535, 20);
    const reply = await pictures.read('bomb.png', file);
    expect(reply).toMatchObject({ ok: false, kind: 'unreadable', reason: expect.stringContaining('65535 x 65535') });
  });

  it('does not remember a verdict that may pass', async () => {
    const missing = await readImage({ path: pictures.path('none.jpg'), tensor, limits });
    expect(missing).toMatchObject({ ok: false, passing: true });
  });
});
