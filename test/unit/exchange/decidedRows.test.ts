import { describe, expect, it } from 'vitest';
import { DecisionBook } from '../../../src/core/decisions/decisionBook';
import type { Decision, DecisionChange } from '../../../src/core/decisions/decision';
import type { Epoch } from '../../../src/core/decisions/epoch';
import type { TrashEntry } from '../../../src/engine/changes/restore/trash';
import { allRows, recordedRows, type CarriedOutInput } from '../../../src/engine/exchange/decidedRows';

const labelOf = (path: string): string => path.split('/').slice(0, -1).join('/');
const remove: Decision = { kind: 'delete' };
const toDog: Decision = { kind: 'relabel', to: 'dog' };

function rowsOf(input: Partial<CarriedOutInput>): string[] {
  const empty = { book: new DecisionBook(), epochs: [], kept: [], origins: new Map<string, string>(), images: [] };
  return allRows({ ...empty, labelOf, labelBefore: labelOf, ...input }).map(({ path, hash, given, decision }) =>
    [path, hash, given, decision.kind, ...('to' in decision ? [decision.to] : [])].join(' '),
  );
}

function trashed(path: string, hash: string, place: TrashEntry['place'] = 'trash', isSidecar = false): TrashEntry {
  const where = { journal: 'run', operation: 1, statePath: `${place}/${path}`, when: '2025-01-31T09:45:02.000Z' };
  return { place, path, hash, isSidecar, size: 1, mtimeMs: 1, ...where };
}

/** An apply that took one image out of the dataset. */
function removal(path: string, hash: string): Epoch {
  const changes: DecisionChange[] = [{ path, hash, before: remove }];
  return { journal: 'run', moves: [{ from: path, to: null }], changes };
}

it('lists what is recorded now by path', () => {
  const book = new DecisionBook([
    { path: 'dog/2.jpg', hash: 'b', decision: toDog },
    { path: 'cat/1.jpg', hash: 'a', decision: remove },
  ]);
  expect(recordedRows({ book, labelOf })).toEqual([
    { path: 'cat/1.jpg', hash: 'a', given: 'cat', decision: remove },
    { path: 'dog/2.jpg', hash: 'b', given: 'dog', decision: toDog },
  ]);
});

describe('everything since the beginning', () => {
  it('is told about the dataset as it was: origins, not present places', () => {
    const rows = rowsOf({
      images: [
        { path: 'dog/1.jpg', hash: 'a' },
        { path: 'dog/3.jpg', hash: 'c' },
      ],
      origins: new Map([['dog/1.jpg', 'cat/1.jpg']]),
      kept: [
        trashed('cat/2.jpg', 'b'),
        trashed('cat/2.txt', 't', 'trash', true),
        trashed('cat/4.jpg', 'd', 'set-aside'),
      ],
      book: new DecisionBook([
        { path: 'dog/1.jpg', hash: 'a', decision: { kind: 'keep' } },
        { path: 'dog/3.jpg', hash: 'c', decision: { kind: 'keep' } },
      ]),
    });
    expect(rows).toEqual([
      'cat/1.jpg a cat relabel dog',
      'cat/2.jpg b cat delete',
      'cat/4.jpg d cat set-aside',
      'dog/3.jpg c dog keep',
    ]);
  });

  it('ends with what is pending: moved back is a keep, a restore is no deletion', () => {
    const rows = rowsOf({
      images: [{ path: 'dog/1.jpg', hash: 'a' }],
      origins: new Map([['dog/1.jpg', 'cat/1.jpg']]),
      kept: [trashed('cat/2.jpg', 'b')],
      book: new DecisionBook([
        { path: 'dog/1.jpg', hash: 'a', decision: { kind: 'relabel', to: 'cat' } },
        { path: 'cat/2.jpg', hash: 'b', decision: { kind: 'restore' } },
      ]),
    });
    expect(rows).toEqual(['cat/1.jpg a cat keep']);
  });

  it('knows deletions after the trash was emptied, but not those that were taken back', () => {
    const epochs: Epoch[] = [
      removal('cat/1.jpg', 'a'),
      removal('cat/2.jpg', 'b'),
      { journal: 'restore', moves: [{ from: null, to: 'cat/2 (2).jpg' }], changes: [] },
    ];
    expect(rowsOf({ epochs, images: [{ path: 'cat/2 (2).jpg', hash: 'b' }] })).toEqual(['cat/1.jpg a cat delete']);
  });

  it('says why a file of the trash went, as the decision said it', () => {
    const changes: DecisionChange[] = [{ path: 'cat/1.jpg', hash: 'a', before: { kind: 'delete', as: 'copy' } }];
    const epochs: Epoch[] = [{ journal: 'run', moves: [{ from: 'cat/1.jpg', to: null }], changes }];
    const empty = { book: new DecisionBook(), origins: new Map<string, string>(), images: [] };
    const rows = allRows({ ...empty, labelOf, labelBefore: labelOf, epochs, kept: [trashed('cat/1.jpg', 'a')] });
    expect(rows.map(({ decision }) => decision)).toEqual([{ kind: 'delete', as: 'copy' }]);
  });
});
