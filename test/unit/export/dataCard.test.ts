import { expect, it } from 'vitest';
import type { CopyRecord } from '../../../src/engine/export/copyManifest';
import { copyNotes, countCopy } from '../../../src/engine/export/countCopy';
import { dataCard } from '../../../src/engine/export/dataCard';
import { copySettings } from '../../../src/protocol/cleanCopy';

function record(path: string, more: Partial<CopyRecord> = {}): CopyRecord {
  const hash = '0'.repeat(64);
  const label = path.split('/').at(-2) ?? '';
  return {
    path,
    label,
    width: 8,
    height: 8,
    bytes: 1000,
    sha256: hash,
    source: path,
    sourceSha256: hash,
    group: path,
    made: 'x',
    ...more,
  };
}

const records = [
  record('train/cat/1.jpg', { subset: 'train', group: 'a' }),
  record('train/do|g/2.jpg', { subset: 'train' }),
  record('test/cat/3.jpg', { subset: 'test', group: 'a' }),
];

it('says what a person should know: what leaks and what is missing', () => {
  expect(copyNotes(countCopy(records))).toEqual([
    '1 picture has copies in several subsets (2 images): train and test overlap.',
    'test has no image of do|g.',
  ]);
});

it('the data card counts by class and subset, and no name becomes markup', () => {
  const counts = countCopy(records);
  const card = dataCard({
    counts,
    notes: [],
    manifest: {
      winnowCleanCopy: 1,
      madeBy: 'Winnow',
      created: '2026-01-02T00:00:00.000Z',
      dataset: '<img src=x>',
      plan: '',
      seed: 4,
      settings: copySettings.parse({ size: 64, fit: 'pad', subsets: { train: 80, valid: 10, test: 10 } }),
      classes: [...counts.classes],
      images: 3,
      bytes: 3000,
      subsets: counts.subsets,
      leftOut: { deleted: 2, setAside: 0 },
      failed: [{ path: 'a`b.jpg', reason: 'gone' }],
      shards: [],
    },
  });
  expect(card).toContain('| class | train | test | together |');
  expect(card).toContain('| do\\|g | 1 | 0 | 1 |');
  expect(card).toContain('64 x 64 pixels, padded');
  expect(card).toContain('drawn with seed 4');
  expect(card).toContain('- 2 deleted in review');
  expect(card).not.toMatch(/(?<!\\)<img/);
  expect(card).toContain("`a'b.jpg`: gone");
});
