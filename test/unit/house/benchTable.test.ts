import { describe, expect, it } from 'vitest';
import { benchText, duration, growthExponent, withBenchText, type Told } from '../../../bench/table/markdown.mjs';

const told: Told = {
  machine: '2 x a processor',
  date: '2026-01-01',
  command: 'npm run bench',
  comparisons: [
    { work: 'listing', size: '10 files', seconds: 0.2, others: { readdir: 0.1 }, note: 'the system' },
    { work: 'labels', size: '5', seconds: 3, others: {}, note: 'memory' },
  ],
  growths: [
    {
      what: 'search',
      points: [
        [10, 0.01, 50],
        [100, 0.1, 60],
        [1000, 1, 70.4],
      ],
    },
  ],
  missing: ['bytes (fdupes is not there)'],
};

describe('the table of npm run bench', () => {
  it('gives each row its ratio to the first of the others, and says what was not measured', () => {
    const lines = benchText(told)
      .split('\n')
      .map((line) => line.replaceAll(/ +/g, ' '));
    expect(lines).toContain('| listing | 10 files | 200 ms | readdir 100 ms | 2.0 | the system |');
    expect(lines).toContain('| labels | 5 | 3.00 s | not run | | memory |');
    expect(lines).toContain('| search | 10: 10 ms, 50 MB; 100: 100 ms, 60 MB; 1000: 1.00 s, 70 MB | 1.00 |');
    expect(lines.at(-1)).toBe('Not measured: bytes (fdupes is not there).');
  });

  it('replaces only what stands between the marks, and the same again', () => {
    const document = 'Before.\n\n<!-- bench: written by npm run bench -->\n\nold\n\n<!-- /bench -->\n\nAfter.\n';
    const once = withBenchText(document, 'new');
    expect(once).toBe(document.replace('old', 'new'));
    expect(withBenchText(once, 'new')).toBe(once);
    expect(() => withBenchText('no marks', 'new')).toThrow(/has no lines/);
  });

  it('fits the exponent of growth', () => {
    const points = (power: number) => [10, 100, 1000].map((n): [number, number] => [n, 3 * n ** power]);
    expect(growthExponent(points(1))).toBeCloseTo(1);
    expect(growthExponent(points(2))).toBeCloseTo(2);
    expect([duration(2e-5), duration(0.25), duration(90), duration(600), duration(7200)]).toEqual([
      '20 µs',
      '250 ms',
      '90.0 s',
      '10 min',
      '2 h',
    ]);
  });
});
