import { describe, expect, it } from 'vitest';
import { reportHtml } from '../../../src/core/report/reportHtml';
import type { ReportFacts } from '../../../src/core/report/reportFacts';

const facts: ReportFacts = {
  name: 'pets',
  when: '2026-01-02T03:04:05.000Z',
  layout: 'one folder per class',
  model: 'backbone',
  images: 12_345,
  unsorted: 3,
  suspicious: 2,
  unreadable: 1,
  skipped: 4,
  reviewed: 20,
  subsets: [{ name: 'train', images: 12_000 }],
  classes: [
    { name: 'cat', images: 7000, suspicious: 2 },
    { name: 'dog', images: 5342, suspicious: 0 },
  ],
  review: { reviewed: 20, found: 4, left: 6, low: 2, high: 14 },
  matrix: {
    classes: ['cat', 'dog'],
    totals: [7000, 5342],
    cells: [
      { given: 0, predicted: 0, images: 6900 },
      { given: 0, predicted: 1, images: 100 },
    ],
  },
  map: { x: Float32Array.of(0, 0.5, 1), y: Float32Array.of(0.2, 0.4, 0.6), given: Int32Array.of(0, 1, -1) },
  worst: [
    { path: 'cat/1.jpg', given: 'cat', suggested: 'dog', confidence: 0.93, picture: 'data:image/jpeg;base64,/9j/4A==' },
  ],
  findings: [{ name: 'near-duplicates', open: 5, pending: 1, kept: 2, dismissed: 3 }],
  pending: [{ what: 'delete', images: 2 }],
  applies: [{ when: '2026-01-01T00:00:00.000Z', applied: 17, undone: true }],
};

describe('the report', () => {
  it('says in words where probably no error is left', () => {
    const html = reportHtml({ ...facts, review: { ...facts.review!, left: 0, low: 0, high: 0 } });
    expect(html).toContain('20 reviewed, 4 wrong, probably none left.');
  });

  it('estimates nothing where nothing is labelled', () => {
    const review = { reviewed: 0, found: 0, left: 0, low: 0, high: 0 };
    const html = reportHtml({ ...facts, unsorted: facts.images, classes: [], review });
    expect(html).toContain('Without labels, nothing can be estimated.');
    expect(html).not.toContain('probably none left');
  });

  it('tells what there is, in words and numbers', () => {
    const html = reportHtml(facts);
    for (const said of [
      '12,345',
      '20 reviewed, 4 wrong, about 6 left (at most 14)',
      'interval 2 to 14',
      'near-duplicates',
      'undone',
      '1.4 %',
      'data:image/jpeg;base64,/9j/4A==',
    ])
      expect(html).toContain(said);
    expect(html.match(/<use /g)).toHaveLength(3);
  });

  it('needs nothing from elsewhere and lets nothing run', () => {
    const html = reportHtml(facts);
    expect(html).toContain(`default-src 'none'`);
    expect(html).not.toMatch(/<script|\son\w+=|javascript:|https?:/i);
    expect(html.match(/\b(?:src|href)="(?!data:image\/|#k)/g)).toBeNull();
  });

  it('shows hostile names as text, wherever they stand', () => {
    const hostile = `</style><script>alert(1)</script>"'><img src=x onerror=alert(2)>&\u202egpj.exe\n\ud800`;
    const html = reportHtml({
      ...facts,
      name: hostile,
      layout: hostile,
      model: hostile,
      unranked: hostile,
      subsets: [{ name: hostile, images: 1 }],
      classes: [
        { name: hostile, images: 2, suspicious: 1 },
        { name: 'dog', images: 1, suspicious: 0 },
      ],
      matrix: { ...facts.matrix!, classes: [hostile, 'dog'] },
      worst: [
        {
          path: hostile,
          given: hostile,
          suggested: hostile,
          confidence: 1,
          picture: `data:image/jpeg;base64,"${hostile}`,
        },
        { path: 'a', given: 'b', suggested: 'c', confidence: 1, picture: 'https://example.org/a.jpg' },
      ],
      findings: [{ name: hostile, open: 1, pending: 0, kept: 0, dismissed: 0 }],
    });
    expect(html).not.toMatch(/<script|<img src=x|onerror=alert\(2\)>(?!.*&gt;)/);
    expect(html).not.toContain('https://');
    expect(html).not.toMatch(/[\u202e\ud800]/u);
    expect(html.match(/<\/style>/g)).toHaveLength(1);
    expect(html.match(/<img /g)).toBeNull();
    expect(html).toContain('&lt;script&gt;');
  });

  it('stands where nothing is known yet', () => {
    const { review: _review, matrix: _matrix, map: _map, ...rest } = facts;
    const html = reportHtml({
      ...rest,
      unranked: 'One class only.',
      classes: [],
      worst: [],
      findings: [],
      applies: [],
      pending: [],
    });
    expect(html).toContain('One class only.');
    expect(html).toContain('Nothing was found.');
    expect(html).toContain('Nothing was changed on disk.');
  });

  it('draws a part of a large map and says so', () => {
    const n = 20_000;
    const map = { x: new Float32Array(n).fill(0.5), y: new Float32Array(n).fill(0.5), given: new Int32Array(n) };
    const html = reportHtml({ ...facts, map });
    expect(html.match(/<use /g)).toHaveLength(6000);
    expect(html).toContain('6,000 of 20,000 images are drawn.');
  });
});
