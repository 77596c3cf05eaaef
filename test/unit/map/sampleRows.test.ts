import { describe, expect, it } from 'vitest';
import { stratifiedSample } from '../../../src/engine/map/sampleRows';

const groups = Int32Array.from({ length: 1000 }, (_, i) => (i < 900 ? 0 : i < 995 ? 1 : 2));

describe('a stratified sample', () => {
  it('gives every group its share, small ones one item at least', () => {
    const sample = stratifiedSample(groups, 100, 1);
    expect(sample).toHaveLength(100);
    expect(new Set(sample).size).toBe(100);
    const counts = [0, 0, 0];
    for (const item of sample) counts[groups[item]]++;
    expect(counts[0]).toBeGreaterThanOrEqual(88);
    expect(counts[1]).toBeGreaterThanOrEqual(8);
    expect(counts[2]).toBeGreaterThanOrEqual(1);
  });

  it('is everything where everything fits, and the same for the same seed', () => {
    expect(stratifiedSample(groups, 1000, 1)).toEqual(Int32Array.from(groups.keys()));
    expect(stratifiedSample(groups, 100, 1)).toEqual(stratifiedSample(groups, 100, 1));
    expect(stratifiedSample(groups, 100, 1)).not.toEqual(stratifiedSample(groups, 100, 2));
  });

  it('takes groups of hundreds of thousands', () => {
    expect(stratifiedSample(new Int32Array(400_000), 200_000, 1)).toHaveLength(200_000);
  });

  it('keeps to its size where there are more groups than places', () => {
    const each = Int32Array.from({ length: 50 }, (_, i) => i);
    expect(stratifiedSample(each, 20, 3)).toHaveLength(20);
  });
});
