import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differencesOf } from '../../../src/engine/findings/duplicates/differences';
import { hasFewTones } from '../../../src/engine/findings/duplicates/fewTones';
import { setHash } from '../../../src/engine/findings/duplicates/hammingPairs';
import { defaultKeepRule } from '../../../src/engine/findings/duplicates/keepRule';
import { nearGroups, type NearColumns, type NearOptions } from '../../../src/engine/findings/duplicates/nearGroups';
import { judgePair, nearThresholds } from '../../../src/engine/findings/duplicates/nearVerdict';
import { pixelCandidates, pixelGroups } from '../../../src/engine/findings/duplicates/pixelGroups';
import { turns } from '../../../src/engine/findings/duplicates/turned';
import type { StoredFacts } from '../../../src/engine/images/readImage';
import { picture, Pictures } from '../images/fixtures';
import { facts } from './sets';

let pictures: Pictures;
beforeAll(async () => {
  pictures = await Pictures.make();
});
afterAll(() => pictures.dispose());

const names: string[] = [];

async function readAll(files: Record<string, Buffer>): Promise<StoredFacts[]> {
  names.splice(0, names.length, ...Object.keys(files));
  return Promise.all(names.map((name) => pictures.facts(name, files[name])));
}

function columns(images: readonly StoredFacts[]): NearColumns {
  const pHash = new Uint32Array(images.length * 2);
  const contentHash = new Uint32Array(images.length * 2);
  images.forEach((image, i) => {
    setHash(pHash, i, image.pHash);
    setHash(contentHash, i, image.contentHash);
  });
  return {
    count: images.length,
    pHash,
    contentHash,
    contents: images.map(({ hash }) => hash),
    shapeOf: (row) => images[row],
    factsOf: (row) => facts(names[row], { pixels: images[row].width * images[row].height }),
  };
}

function groupsOf(images: readonly StoredFacts[], options: Partial<NearOptions> = {}): string[][] {
  const groups = nearGroups(columns(images), { rule: defaultKeepRule, ...options });
  return groups.map((group) => group.images.map(({ row }) => names[row]).sort());
}

const textured = (seed: number, width = 320, height = 220) =>
  sharp(
    Buffer.from(
      Array.from({ length: width * height }, (_, i) => {
        const x = i % width;
        const y = Math.floor(i / width);
        return (
          128 +
          60 * Math.sin(x / (9 + 3 * seed)) * Math.cos(y / (13 - 2 * seed)) +
          50 * Math.sin((x * y) / (900 + 400 * seed))
        );
      }),
    ),
    { raw: { width, height, channels: 1 } },
  );

describe('nearGroups', () => {
  it('joins re-encoded, resized, brightened and bordered copies, and keeps different pictures apart', async () => {
    const source = await textured(0).png().toBuffer();
    const images = await readAll({
      'a.png': source,
      'b.jpg': await sharp(source).jpeg({ quality: 40 }).toBuffer(),
      'c.png': await sharp(source).resize(150).png().toBuffer(),
      'd.png': await sharp(source).linear(0.8, 30).png().toBuffer(),
      'e.png': await sharp(source)
        .extend({ top: 20, bottom: 20, left: 30, right: 30, background: 'white' })
        .png()
        .toBuffer(),
      'x.png': await textured(1).png().toBuffer(),
      'y.png': await textured(2).png().toBuffer(),
    });
    expect(groupsOf(images)).toEqual([['a.png', 'b.jpg', 'c.png', 'd.png', 'e.png']]);
  });

  it('does not take one frame around different pictures for the same picture', async () => {
    const framed = async (seed: number) =>
      sharp(await textured(seed).linear(0.1, 115).png().toBuffer())
        .extend({ top: 40, bottom: 40, left: 40, right: 40, background: 'white' })
        .png()
        .toBuffer();
    const [a, b] = await readAll({ 'a.png': await framed(0), 'b.png': await framed(1) });
    expect(judgePair(a, b, nearThresholds).isNear).toBe(false);
    const asTheyAre = [a, b].map((image) => ({ ...image, contentSignature: undefined }));
    expect(judgePair(asTheyAre[0], asTheyAre[1], nearThresholds)).toMatchObject({ isNear: true, by: 'whole' });
  });

  it('does not group flat pictures, nor discs that differ in their detail', async () => {
    const flat = (background: string) =>
      sharp({ create: { width: 90, height: 90, channels: 3, background } })
        .png()
        .toBuffer();
    const disc = (mark: string) =>
      sharp(
        Buffer.from(
          `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="200"><rect width="200" height="200" fill="white"/><circle cx="100" cy="100" r="80"/><g stroke="white" fill="none" stroke-width="9">${mark}</g></svg>`,
        ),
      )
        .png()
        .toBuffer();
    const images = await readAll({
      '1.png': await flat('#ffffff'),
      '2.png': await flat('#fefefe'),
      '3.png': await flat('#fafafa'),
      '4.png': await disc('<path d="M70 70h60v60h-60z"/>'),
      '5.png': await disc('<path d="M60 100h80M100 60v80"/>'),
      '6.png': await disc('<circle cx="100" cy="100" r="30"/>'),
    });
    expect(groupsOf(images)).toEqual([]);
    expect(images.every(({ signature }) => hasFewTones(signature))).toBe(true);
  });

  it('finds a part of a picture, and tells it from a part in which something else stands', async () => {
    const source = await textured(0).png().toBuffer();
    const crop = await sharp(source).extract({ left: 12, top: 8, width: 296, height: 204 }).png().toBuffer();
    const word = { create: { width: 28, height: 17, channels: 3, background: '#000' } } as const;
    const written = await sharp(crop)
      .composite([{ input: word, left: 130, top: 88 }])
      .png()
      .toBuffer();
    const [whole, part, other] = await readAll({ 'a.png': source, 'b.png': crop, 'x.png': written });
    expect(judgePair(whole, part, nearThresholds)).toMatchObject({ isNear: true, by: 'part' });
    expect([whole, part].map(({ signature }) => hasFewTones(signature))).toEqual([false, false]);
    const drawn = { ...nearThresholds, part: nearThresholds.drawnPart };
    expect(judgePair(whole, part, drawn)).toMatchObject({ isNear: true, by: 'part' });
    expect(judgePair(whole, other, drawn).isNear).toBe(false);
  });

  it('tells another drawing of a sign from a copy with a mark on it', async () => {
    const sign = (words: string, weight: number) =>
      sharp(
        Buffer.from(
          `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="320"><rect width="320" height="320" fill="white"/><path d="M100 10h120l90 90v120l-90 90h-120l-90-90v-120z" fill="#c00"/><path d="M105 24h110l81 81v110l-81 81h-110l-81-81v-110z" fill="none" stroke="white" stroke-width="${weight}"/><g fill="white">${words}</g></svg>`,
        ),
      )
        .png()
        .toBuffer();
    const stop = '<path d="M50 120h40v80h-40zM110 120h40v80h-40zM170 120h40v80h-40zM230 120h40v80h-40z"/>';
    const other =
      '<path d="M54 124h36v72h-36zM110 120h16v80h-16zM174 124h36v72h-36zM234 124h36v72h-36zM120 60h80v22h-80zM110 240h100v16h-100z"/>';
    const source = await sign(stop, 8);
    const mark = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="320"><rect x="60" y="215" width="190" height="30" fill="white" opacity="0.6"/></svg>',
    );
    const [drawing, copy, marked, another] = await readAll({
      'a.png': source,
      'b.jpg': await sharp(source).resize(150).jpeg({ quality: 40 }).toBuffer(),
      'c.png': await sharp(source)
        .composite([{ input: mark }])
        .png()
        .toBuffer(),
      'd.png': await sign(other, 5),
    });
    expect([drawing, another].map(({ signature }) => hasFewTones(signature))).toContain(true);
    const anyDrawing = { ...nearThresholds, otherDrawing: { difference: Infinity, residual: Infinity } };
    expect(judgePair(drawing, another, anyDrawing)).toMatchObject({ isNear: true, by: 'whole' });
    expect(judgePair(drawing, another, nearThresholds).isNear).toBe(false);
    expect(judgePair(drawing, copy, nearThresholds).isNear).toBe(true);
    expect(judgePair(drawing, marked, nearThresholds).isNear).toBe(true);
    expect(differencesOf(drawing.signature, marked.signature).difference).toBeGreaterThan(0.85);
  });

  it('finds mirrored and turned copies when asked, and not otherwise', async () => {
    const source = await picture(300, 200).png().toBuffer();
    const images = await readAll({
      'a.png': source,
      'm.png': await sharp(source).flop().png().toBuffer(),
      'r.png': await sharp(source).rotate(90).png().toBuffer(),
    });
    expect(groupsOf(images)).toEqual([]);
    expect(groupsOf(images, { turns })).toEqual([['a.png', 'm.png', 'r.png']]);
  });
});

it('groups equal pixels by their digests and equal coded data without, and leaves equal bytes to their own kind', () => {
  const base = {
    contents: ['1', '1', '2', '3', '4', '5'],
    codedHashes: ['c', 'c', 'c', undefined, undefined, 'd'],
    width: Uint32Array.from([9, 9, 9, 9, 9, 8]),
    height: new Uint32Array(6).fill(9),
    pHash: new Uint32Array(12),
    factsOf: (row: number) => facts(String(row)),
  };
  expect([...pixelCandidates(base)]).toEqual([0, 3, 4]);
  const rows = (digests: Map<number, string>) =>
    pixelGroups(base, digests, defaultKeepRule).map(({ images }) => images.map(({ row }) => row));
  expect(
    rows(
      new Map([
        [0, 'x'],
        [3, 'x'],
        [4, 'y'],
      ]),
    ),
  ).toEqual([[0, 1, 2, 3]]);
  expect(rows(new Map())).toEqual([[0, 1, 2]]);
});
