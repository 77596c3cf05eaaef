import { describe, expect, it } from 'vitest';
import {
  isReject,
  reverseChanges,
  sameDecision,
  sameOutcome,
  type DecisionChange,
} from '../../../src/core/decisions/decision';
import { DecisionBook } from '../../../src/core/decisions/decisionBook';
import { followPath, translateChange, type Epoch } from '../../../src/core/decisions/epoch';
import { decisionChange } from '../../../src/protocol/requests';

const change = (
  path: string,
  before: DecisionChange['before'],
  after: DecisionChange['after'],
  hash = 'h',
): DecisionChange => ({
  path,
  hash,
  before,
  after,
});

describe('DecisionBook', () => {
  it('holds a decision only while the content is the one decided on', () => {
    const book = new DecisionBook();
    book.apply([change('cat/1.jpg', undefined, { kind: 'delete' })]);
    expect(book.get('cat/1.jpg', 'h')).toEqual({ kind: 'delete' });
    expect(book.get('cat/1.jpg', 'other')).toBeUndefined();
  });

  it('is back where it was after an edit and its reverse', () => {
    const book = new DecisionBook();
    book.apply([change('a', undefined, { kind: 'keep' })]);
    const edit = [
      change('a', { kind: 'keep' }, { kind: 'relabel', to: 'dog' }),
      change('b', undefined, { kind: 'delete' }),
    ];
    book.apply(edit);
    expect(book.counts()).toMatchObject({ keep: 0, relabel: 1, delete: 1 });
    book.apply(reverseChanges(edit));
    expect([...book.entries()]).toEqual([{ path: 'a', hash: 'h', decision: { kind: 'keep' } }]);
  });

  it('does not count a keep as pending', () => {
    const book = new DecisionBook();
    book.apply([change('a', undefined, { kind: 'keep' }), change('b', undefined, { kind: 'set-aside' })]);
    expect(book.pending().map(({ path }) => path)).toEqual(['b']);
  });
});

describe('edits across applies', () => {
  const label = (path: string): string => path.split('/').slice(0, -1).join('/');
  const moved: Epoch = { journal: '1', moves: [{ from: 'cat/1.jpg', to: 'dog/1 (2).jpg' }], changes: [] };
  const trashed: Epoch = { journal: '2', moves: [{ from: 'cat/2.jpg', to: null }], changes: [] };
  const back: Epoch = { journal: '3', moves: [{ from: null, to: 'cat/2.jpg' }], changes: [] };
  const none = (): undefined => undefined;

  it('follows a file through moves, into the trash and back', () => {
    expect(followPath('cat/1.jpg', [moved])).toBe('dog/1 (2).jpg');
    expect(followPath('cat/2.jpg', [moved, trashed])).toBeUndefined();
    expect(followPath('cat/2.jpg', [trashed, back])).toBe('cat/2.jpg');
  });

  it('undoing a relabel that was applied is the pending decision to move it back', () => {
    const undo = change('cat/1.jpg', { kind: 'relabel', to: 'dog' }, undefined);
    expect(translateChange(undo, [moved], label, none)).toMatchObject([
      { path: 'dog/1 (2).jpg', after: { kind: 'relabel', to: 'cat' } },
    ]);
  });

  it('redoing it then leaves nothing to do', () => {
    const redo = change('cat/1.jpg', undefined, { kind: 'relabel', to: 'dog' });
    expect(translateChange(redo, [moved], label, () => ({ kind: 'relabel', to: 'cat' }))).toMatchObject([
      { path: 'dog/1 (2).jpg', before: { kind: 'relabel', to: 'cat' }, after: undefined },
    ]);
  });

  it('undoing a delete that was applied is the pending decision to restore', () => {
    const undo = change('cat/2.jpg', { kind: 'delete' }, undefined);
    expect(translateChange(undo, [trashed], label, none)).toMatchObject([
      { path: 'cat/2.jpg', after: { kind: 'restore' } },
    ]);
  });
});

describe('why an image goes', () => {
  it('is read where it was recorded, and not missed in lines from before', () => {
    const line = { path: 'cat/1.jpg', hash: 'h', before: { kind: 'delete' }, after: { kind: 'delete', as: 'copy' } };
    expect(decisionChange.parse(line)).toEqual(line);
    const foreign = { ...line, after: { kind: 'set-aside', as: 'whim' } };
    expect(decisionChange.safeParse(foreign).success).toBe(false);
  });

  it('tells rejects from copies, and makes no difference to the file', () => {
    expect(isReject({ kind: 'set-aside' })).toBe(true);
    expect(isReject({ kind: 'delete', as: 'copy' })).toBe(false);
    expect(isReject({ kind: 'keep' })).toBe(false);
    expect(sameDecision({ kind: 'delete' }, { kind: 'delete', as: 'copy' })).toBe(false);
    expect(sameOutcome({ kind: 'delete' }, { kind: 'delete', as: 'copy' })).toBe(true);
  });
});
