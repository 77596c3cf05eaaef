import { describe, expect, it } from 'vitest';
import { loaderFindings } from '../../../src/engine/findings/loader';
import type { LoaderFacts } from '../../../src/engine/findings/loaderRules';
import { outlierFindings } from '../../../src/engine/findings/outliers';
import { qualityFindings } from '../../../src/engine/findings/quality';
import { unreadableFindings } from '../../../src/engine/findings/unreadable';
import { seeded } from './sets';

const good = { quality: { dark: 0.9, bright: 0.9, blurry: 0.9, lowInformation: 0.9 }, width: 300, height: 200 };

describe('quality', () => {
  const typesOf = (facts: typeof good) => qualityFindings(1, () => facts).map(({ type }) => type);

  it('names each fault, and none of a good picture', () => {
    expect(typesOf(good)).toEqual([]);
    expect(typesOf({ ...good, quality: { ...good.quality, dark: 0.1 } })).toEqual(['dark']);
    expect(typesOf({ ...good, quality: { ...good.quality, bright: 0.01 } })).toEqual(['bright']);
    expect(typesOf({ ...good, quality: { ...good.quality, blurry: 0.2 } })).toEqual(['blurry']);
    expect(typesOf({ ...good, quality: { ...good.quality, lowInformation: 0.2 } })).toEqual(['low-information']);
    expect(typesOf({ ...good, width: 16, height: 16 })).toEqual(['tiny']);
    expect(typesOf({ ...good, width: 900, height: 100 })).toEqual(['odd-aspect']);
  });

  it('follows the thresholds, the worst first', () => {
    const images = [0.3, 0.1, 0.2].map((dark) => ({ ...good, quality: { ...good.quality, dark } }));
    expect(qualityFindings(3, (row) => images[row]).map(({ images: [row] }) => row)).toEqual([1, 2, 0]);
    const thresholds = { dark: 0.15, bright: 0, blurry: 0, 'low-information': 0, tiny: 0, 'odd-aspect': 0 };
    expect(qualityFindings(3, (row) => images[row], thresholds).map(({ images: [row] }) => row)).toEqual([1]);
  });
});

describe('loader', () => {
  const rgb = { model: 'rgb', depth: 8, alpha: false, animated: false, pages: 1 } as const;
  const finding = (facts: LoaderFacts) => loaderFindings(1, () => facts)[0];

  it('finds nothing in an RGB JPEG or PNG that is named so', () => {
    expect(finding({ path: 'a/b.jpg', format: 'jpeg', colour: rgb })).toBeUndefined();
    expect(finding({ path: 'a/b.PNG', format: 'png', colour: rgb })).toBeUndefined();
  });

  it('tells what Keras does to WebP and TIFF, under any name', () => {
    const skipped = finding({ path: 'a.webp', format: 'webp', colour: rgb });
    expect(skipped).toMatchObject({
      type: 'format',
      score: 0.5,
      proposal: { kind: 'decide', decision: { kind: 'convert', format: 'jpeg' } },
    });
    expect(skipped.explanation).toBe('Keras skips it: it does not list .webp.');
    const fails = finding({ path: 'a.jpg', format: 'webp', colour: rgb });
    expect(fails).toMatchObject({
      score: 1,
      proposal: { kind: 'decide', decision: { kind: 'convert', format: 'jpeg' } },
    });
    expect(fails.explanation).toContain('Keras fails on it: TensorFlow does not decode WEBP');
    expect(finding({ path: 'a.tif', format: 'tiff', colour: rgb }).explanation).toContain('Keras skips');
  });

  it('tells of transparency, CMYK and 16 bits', () => {
    expect(finding({ path: 'a.png', format: 'png', colour: { ...rgb, alpha: true } }).explanation).toContain(
      'Hugging Face',
    );
    expect(finding({ path: 'a.jpg', format: 'jpeg', colour: { ...rgb, model: 'cmyk' } }).explanation).toContain('CMYK');
    const deep = finding({ path: 'a.png', format: 'png', colour: { ...rgb, model: 'grey', depth: 16 } });
    expect(deep.explanation).toContain('makes it white');
  });

  it('proposes another name where only the name is wrong', () => {
    expect(finding({ path: 'a.jpg', format: 'png', colour: rgb }).proposal).toEqual({
      kind: 'decide',
      images: [0],
      decision: { kind: 'rename', to: 'a.png' },
      ticked: true,
    });
    expect(finding({ path: 'a.jfif', format: 'jpeg', colour: rgb })).toMatchObject({
      type: 'ending',
      proposal: { decision: { kind: 'rename', to: 'a.jpg' } },
    });
    expect(finding({ path: 'x/noending', format: 'jpeg', colour: rgb })).toMatchObject({
      proposal: { decision: { kind: 'rename', to: 'noending.jpg' } },
    });
    expect(finding({ path: 'IMG.1234', format: 'png', colour: rgb })).toMatchObject({
      proposal: { decision: { kind: 'rename', to: 'IMG.1234.png' } },
    });
  });
});

it('finds the image that is unlike its class, and no other', () => {
  const random = seeded(5);
  const width = 16;
  const count = 120;
  const embeddings = new Float32Array(count * width);
  const given = Int32Array.from({ length: count }, (_, i) => i % 2);
  for (let i = 0; i < count; i++) {
    const own = embeddings.subarray(i * width, (i + 1) * width);
    const axis = i === 50 ? 9 : given[i];
    for (let k = 0; k < width; k++) own[k] = (k === axis ? 3 : 0.5) + 0.4 * random();
    const length = Math.hypot(...own);
    for (let k = 0; k < width; k++) own[k] /= length;
  }
  const findings = outlierFindings({ embeddings, width, given, classes: ['a', 'b'] });
  expect(findings[0].images).toEqual([50]);
  expect(findings[0].score).toBeGreaterThan(findings[1]?.score ?? 0);
  expect(findings.length).toBeLessThan(8);
});

it('lists what cannot be read before what is damaged', () => {
  const findings = unreadableFindings([
    { row: 1, reason: 'A', isPartial: true },
    { row: 7, reason: 'B' },
  ]);
  expect(findings.map(({ explanation }) => explanation)).toEqual(['B', 'A']);
});
