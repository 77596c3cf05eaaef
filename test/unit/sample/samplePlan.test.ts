import { describe, expect, it } from 'vitest';
import { completeOptions } from '../../../src/engine/sample/sampleOptions';
import { planSample } from '../../../src/engine/sample/samplePlan';
import type { Flaw, SampleImage } from '../../../src/engine/sample/sampleTruth';
import { sampleClasses, type Subject } from '../../../src/engine/sample/subject';

const images = (options = {}): SampleImage[] => planSample(completeOptions(options)).map(({ image }) => image);
const flawed = (list: SampleImage[], kind: Flaw['kind']): SampleImage[] =>
  list.filter((image) => image.flaw?.kind === kind);
const isClass = (subject: Subject): boolean => (sampleClasses as readonly Subject[]).includes(subject);

describe('planSample', () => {
  it('has 200 to 250 files by default and some of every flaw', () => {
    const list = images();
    expect(list.length).toBeGreaterThanOrEqual(200);
    expect(list.length).toBeLessThanOrEqual(250);
    const counts: Record<string, number> = {};
    for (const { flaw } of list) counts[flaw?.kind ?? 'none'] = (counts[flaw?.kind ?? 'none'] ?? 0) + 1;
    expect(counts).toEqual({
      none: 196,
      'wrong-label': 10,
      garbage: 8,
      quality: 3,
      truncated: 1,
      'wrong-ending': 1,
      collage: 1,
      'exact-copy': 6,
      'near-copy': 8,
    });
    expect(list.filter(({ given }) => given === undefined)).toHaveLength(7);
  });

  it.each(['classes', 'subsets'] as const)('tells the truth about every path (%s)', (layout) => {
    for (const image of images({ layout, seed: 3 })) {
      const folders = image.path.split('/').slice(0, -1);
      const expected = image.given ? (layout === 'subsets' ? [image.subset, image.given] : [image.given]) : [];
      expect(folders).toEqual(expected);
      if (image.flaw?.kind === 'wrong-label') expect(isClass(image.shows) && image.shows !== image.given).toBe(true);
      else if (image.flaw?.kind === 'garbage') expect(isClass(image.shows)).toBe(false);
      else if (image.given && image.flaw?.kind !== 'exact-copy') expect(image.shows).toBe(image.given);
    }
  });

  it('never uses a name twice, not even in another case or with another ending', () => {
    const stems = images({ imagesPerClass: 400 }).map(({ path }) => path.toLowerCase().replace(/\.[a-z]+$/, ''));
    expect(new Set(stems).size).toBe(stems.length);
  });

  it('copies flawless images only, each once, some into another class', () => {
    const list = images();
    const byPath = new Map(list.map((image) => [image.path, image]));
    const copies = [...flawed(list, 'exact-copy'), ...flawed(list, 'near-copy')];
    const originals = copies.map(({ flaw }) => (flaw && 'of' in flaw ? flaw.of : ''));
    expect(new Set(originals).size).toBe(copies.length);
    for (const path of originals) expect(byPath.get(path)).toMatchObject({ flaw: undefined });
    expect(copies.some(({ given, shows }) => given !== shows)).toBe(true);
  });

  it('leaks copies between the subsets', () => {
    const list = images({ layout: 'subsets' });
    const byPath = new Map(list.map((image) => [image.path, image]));
    const leaks = list.filter(({ flaw, subset }) => flaw && 'of' in flaw && byPath.get(flaw.of)?.subset !== subset);
    expect(leaks.length).toBeGreaterThan(0);
    expect(new Set(list.map(({ subset }) => subset))).toEqual(new Set(['train', 'valid', undefined]));
  });

  it('does not depend on anything but its options', () => {
    const plan = (seed: number): unknown => planSample(completeOptions({ seed }));
    expect(plan(5)).toEqual(plan(5));
    expect(plan(5)).not.toEqual(plan(6));
  });

  it('still works with one image per class', () => {
    const list = images({ imagesPerClass: 1 });
    expect(flawed(list, 'wrong-label')).toEqual([]);
    expect(flawed(list, 'exact-copy')).toHaveLength(2);
  });

  it('refuses sizes that cannot be drawn', () => {
    expect(() => completeOptions({ imagesPerClass: 0 })).toThrow(RangeError);
    expect(() => completeOptions({ longSide: [300, 200] })).toThrow(RangeError);
    expect(() => completeOptions({ longSide: [10, Number.NaN] })).toThrow(RangeError);
  });
});
