import { describe, expect, it } from 'vitest';
import { classWeights, splitImages, type Candidate } from '../../../src/engine/model/cnn/split';

function candidates(perClass: readonly number[]): Candidate[] {
  return perClass.flatMap((count, label) =>
    Array.from({ length: count }, (_, i) => ({ label, hash: `${label}/${i}` })),
  );
}

function shareHeldOut(images: readonly Candidate[], roles: readonly string[], label: number): number {
  const own = roles.filter((_, i) => images[i].label === label);
  return own.filter((role) => role === 'validation').length / own.length;
}

describe('without subsets', () => {
  it.each([0.1, 0.2, 0.5])('holds out a share of %d of each class', (share) => {
    const images = candidates([200, 40]);
    const roles = splitImages(images, share, 1);
    for (const label of [0, 1]) expect(shareHeldOut(images, roles, label)).toBe(share);
    expect(splitImages(images, share, 1)).toEqual(roles);
    expect(splitImages(images, share, 2)).not.toEqual(roles);
  });

  it('keeps copies together', () => {
    const images = candidates([50, 50]).flatMap((image) => [image, image, image]);
    const roles = splitImages(images, 0.2, 3);
    for (let i = 0; i < images.length; i += 3) expect(new Set(roles.slice(i, i + 3)).size).toBe(1);
  });

  it('the only image of a class is there to learn from; of two, one is held out', () => {
    expect(splitImages(candidates([1, 1]), 0.2, 1)).toEqual(['train', 'train']);
    expect([...splitImages(candidates([2]), 0.2, 1)].sort()).toEqual(['train', 'validation']);
  });

  it('copies that are more than the share stay on the side of training', () => {
    const copies = Array.from({ length: 8 }, () => ({ label: 0, hash: 'copy' }));
    const roles = splitImages([...copies, { label: 0, hash: 'a' }, { label: 0, hash: 'b' }], 0.2, 1);
    expect(roles.slice(0, 8)).toEqual(copies.map(() => 'train'));
    expect(roles.slice(8)).toContain('validation');
  });
});

describe('with subsets', () => {
  const images: Candidate[] = [
    { label: 0, hash: 'a', subset: 'train' },
    { label: 1, hash: 'b', subset: 'train' },
    { label: 0, hash: 'c', subset: 'valid' },
    { label: 1, hash: 'd', subset: 'test' },
    { label: 0, hash: 'c', subset: 'train' },
    { label: 1, hash: 'd', subset: 'train' },
    { label: 1, hash: 'd', subset: 'valid' },
  ];

  it('uses them, and learns from no copy of what it is judged by', () => {
    expect(splitImages(images, 0.2, 1)).toEqual([
      'train',
      'train',
      'validation',
      'left out',
      'left out',
      'left out',
      'left out',
    ]);
  });
});

describe('class weights', () => {
  it('are 1 unless asked for', () => {
    expect([...classWeights([5, 500], false)]).toEqual([1, 1]);
  });

  it('let classes count alike, within bounds', () => {
    const weights = classWeights([100, 300, 0], true);
    expect(weights[0] * 100).toBeCloseTo(weights[1] * 300, 3);
    expect(weights[2]).toBe(0);
    expect(Math.max(...classWeights([1, 100_000], true))).toBe(20);
  });
});
