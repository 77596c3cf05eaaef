import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pixelDigest } from '../../../src/engine/images/pixelDigest';
import { limits, picture, Pictures } from './fixtures';

let pictures: Pictures;
beforeAll(async () => {
  pictures = await Pictures.make();
});
afterAll(() => pictures.dispose());

/** A JPEG with a comment, and something appended behind its end. */
function dress(jpeg: Buffer): Buffer {
  const comment = Buffer.from('\xff\xfe\0\x07hello', 'latin1');
  return Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2), Buffer.from('appended')]);
}

it('is blind to metadata and sees orientation and every coded byte', async () => {
  const jpeg = await picture(120, 80).jpeg().toBuffer();
  const plain = await pictures.facts('a.jpg', jpeg);
  expect((await pictures.facts('b.jpg', dress(jpeg))).codedHash).toBe(plain.codedHash);
  const turned = await pictures.facts(
    'c.jpg',
    await sharp(jpeg).keepExif().withMetadata({ orientation: 6 }).jpeg().toBuffer(),
  );
  expect(turned.codedHash).not.toBe(plain.codedHash);
  const other = Buffer.from(jpeg);
  other[other.length - 20] ^= 1;
  const changed = await pictures.read('d.jpg', other);
  expect(changed.ok && changed.facts.codedHash === plain.codedHash).toBe(false);
});

it('is blind to text chunks in PNG', async () => {
  const png = await picture(50, 40).png().toBuffer();
  const chunk = Buffer.from('\0\0\0\x05tEXta\0bcd\0\0\0\0', 'latin1');
  const commented = Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)]);
  const [a, b] = [await pictures.facts('a.png', png), await pictures.facts('b.png', commented)];
  expect(a.hash).not.toBe(b.hash);
  expect(a.codedHash).toBe(b.codedHash);
});

it('finds lossless conversions of one picture equal, and a shape of the same bytes different', async () => {
  const source = picture(90, 60);
  const files = {
    'a.png': await source.clone().png().toBuffer(),
    'a.webp': await source.clone().webp({ lossless: true }).toBuffer(),
    'a.tiff': await source.clone().tiff({ compression: 'lzw' }).toBuffer(),
    'alpha.png': await source.clone().ensureAlpha(1).png().toBuffer(),
    'grey.png': await sharp(Buffer.alloc(32 * 128, 7), { raw: { width: 32, height: 128, channels: 1 } })
      .png()
      .toBuffer(),
    'turned.png': await sharp(Buffer.alloc(32 * 128, 7), { raw: { width: 128, height: 32, channels: 1 } })
      .png()
      .toBuffer(),
  };
  const digests: Record<string, string> = {};
  for (const [name, data] of Object.entries(files)) {
    await writeFile(pictures.path(name), data);
    const reply = await pixelDigest({ kind: 'digest', path: pictures.path(name), limits });
    if (!reply.ok) throw new Error(reply.reason);
    digests[name] = reply.digest;
  }
  expect(new Set([digests['a.png'], digests['a.webp'], digests['a.tiff'], digests['alpha.png']]).size).toBe(1);
  expect(digests['grey.png']).not.toBe(digests['turned.png']);
});
