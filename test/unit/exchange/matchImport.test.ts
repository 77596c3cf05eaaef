import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../src/core/decisions/decision';
import type { ImportTarget } from '../../../src/engine/exchange/imageIndex';
import type { ImportEntry, ImportFormat } from '../../../src/engine/exchange/importFile';
import { chosenDecisions, previewImport } from '../../../src/engine/exchange/importPreview';
import { matchImport, type Matched } from '../../../src/engine/exchange/matchImport';
import type { ImportGroupKind } from '../../../src/protocol/exchange';

const hashOf = (letter: string): string => letter.repeat(64);
let nextRow = 0;

function image(path: string, content: string, more: Partial<ImportTarget> = {}): ImportTarget {
  return { row: nextRow++, path, hash: hashOf(content), label: path.split('/')[0], ...more };
}

function entry(path: string, content: string | undefined, wanted: ImportEntry['wanted']): ImportEntry {
  return { line: 2, path, ...(content !== undefined && { hash: hashOf(content) }), wanted };
}

function match(images: ImportTarget[], entries: ImportEntry[], format: ImportFormat = 'decisions'): Matched[] {
  const numbered = entries.map((one, i) => ({ ...one, line: i + 2 }));
  const classes = new Set(['cat', 'dog']);
  return matchImport({ format, entries: numbered, notes: [] }, { images, knowsClass: (name) => classes.has(name) });
}

const kinds = (matched: readonly Matched[]): ImportGroupKind[] => matched.map(({ kind }) => kind);
const remove: Decision = { kind: 'delete' };
const toDog: Decision = { kind: 'relabel', to: 'dog' };

describe('matching', () => {
  it('goes by content first, wherever the image stands', () => {
    const images = [image('cat/1.jpg', 'b'), image('cat/2.jpg', 'a')];
    const [found] = match(images, [entry('cat/1.jpg', 'a', remove)]);
    expect(found).toMatchObject({
      kind: 'new',
      movedTo: 'cat/2.jpg',
      change: { row: images[1].row, decision: remove },
    });
  });

  it('goes by path where the file names no content, also across Unicode forms', () => {
    const images = [image('cat/caf\u00e9.jpg', 'a')];
    const [found] = match(images, [entry('cat/cafe\u0301.jpg', undefined, remove)]);
    expect(found).toMatchObject({ kind: 'new', change: { row: images[0].row } });
  });

  it('takes of several copies the one at the path, and none where that is not there', () => {
    const images = [image('cat/1.jpg', 'a'), image('dog/1.jpg', 'a')];
    const found = match(images, [entry('dog/1.jpg', 'a', remove), entry('cat/9.jpg', 'a', remove)]);
    expect(found[0]).toMatchObject({ kind: 'new', change: { row: images[1].row } });
    expect(found[1]).toMatchObject({ kind: 'ambiguous', reason: expect.stringContaining('2 copies') as string });
    expect(found[1].change).toBeUndefined();
  });

  it('never takes another image that stands at the path', () => {
    const found = match([image('cat/1.jpg', 'b')], [entry('cat/1.jpg', 'a', remove), entry('cat/9.jpg', 'c', remove)]);
    expect(kinds(found)).toEqual(['changed', 'missing']);
    expect(found.every(({ change }) => change === undefined)).toBe(true);
  });

  it.each([
    '../cat/1.jpg',
    '/cat/1.jpg',
    '\\\\host\\share\\1.jpg',
    'C:\\1.jpg',
    'C:/1.jpg',
    'cat/../1.jpg',
    'a\\..\\b',
    './1.jpg',
    'cat//1.jpg',
    '.winnow/x',
    'nul\0.jpg',
    '',
  ])('a path like %j matches nothing, whatever its hash', (path) => {
    const found = match([image('cat/1.jpg', 'a')], [entry(path, 'a', remove), entry(path, undefined, remove)]);
    expect(kinds(found)).toEqual(['unsafe', 'unsafe']);
    expect(found.every(({ change }) => change === undefined)).toBe(true);
  });

  it.each(['../dog', '/dog', '\\\\host\\dog', '.winnow', 'C:/dog'])('a class like %j is never made', (to) => {
    const found = match([image('cat/1.jpg', 'a')], [entry('cat/1.jpg', 'a', { kind: 'relabel', to })]);
    expect(kinds(found)).toEqual(['unsafe']);
  });
});

describe('what a match means', () => {
  it('tells what is new, agreed, decided otherwise, and a new class', () => {
    const images = [
      image('cat/1.jpg', 'a'),
      image('cat/2.jpg', 'b', { current: toDog }),
      image('cat/3.jpg', 'c', { current: remove }),
      image('cat/4.jpg', 'd'),
      image('dog/5.jpg', 'e'),
      image('cat/6.jpg', 'f'),
    ];
    const found = match(images, [
      entry('cat/1.jpg', 'a', toDog),
      entry('cat/2.jpg', 'b', toDog),
      entry('cat/3.jpg', 'c', toDog),
      entry('cat/4.jpg', 'd', { kind: 'relabel', to: 'fox' }),
      entry('dog/5.jpg', 'e', toDog),
      entry('cat/6.jpg', 'f', { kind: 'restore' }),
    ]);
    expect(kinds(found)).toEqual(['new', 'agreed', 'replaces', 'new-class', 'new', 'agreed']);
    // It stands in the class already: that is a keep, so that it is not asked about again.
    expect(found[4].change?.decision).toEqual({ kind: 'keep' });
    expect(found[2].reason).toBe('deleted here, relabelled to dog there');
  });

  it('takes neither of two lines that contradict, and one of two that agree', () => {
    const images = [image('cat/1.jpg', 'a'), image('cat/2.jpg', 'b')];
    const found = match(images, [
      entry('cat/1.jpg', 'a', remove),
      entry('moved.jpg', 'a', toDog),
      entry('cat/2.jpg', 'b', remove),
      entry('cat/2.jpg', 'b', remove),
    ]);
    expect(kinds(found)).toEqual(['contradiction', 'contradiction', 'new', 'agreed']);
    expect(chosenDecisions(found, ['new', 'replaces', 'new-class', 'unlisted'])).toEqual(
      new Map([[images[1].row, remove]]),
    );
  });

  it('reads a table of what stays: other labels are relabels, what is not listed may go', () => {
    const images = [
      image('cat/1.jpg', 'a'),
      image('cat/2.jpg', 'b'),
      image('cat/3.jpg', 'c'),
      image('cat/4.jpg', 'd', { current: remove }),
      image('cat/5.jpg', 'e', { current: remove }),
    ];
    const found = match(
      images,
      [
        entry('cat/1.jpg', undefined, { kind: 'label', label: 'cat' }),
        entry('cat/2.jpg', undefined, { kind: 'label', label: 'dog' }),
        entry('cat/4.jpg', undefined, { kind: 'label', label: 'cat' }),
      ],
      'cleaned',
    );
    expect(kinds(found)).toEqual(['agreed', 'new', 'replaces', 'unlisted', 'agreed']);
    expect(chosenDecisions(found, ['new'])).toEqual(new Map([[images[1].row, toDog]]));
    expect(chosenDecisions(found, ['unlisted'])).toEqual(new Map([[images[2].row, remove]]));
  });

  it('of a table of what stays in another dataset nothing is to be deleted here', () => {
    const images = [image('cat/1.jpg', 'a'), image('cat/2.jpg', 'b')];
    const elsewhere = entry('bird/1.jpg', undefined, { kind: 'label', label: 'bird' });
    expect(kinds(match(images, [elsewhere], 'cleaned'))).toEqual(['missing']);
  });

  it('counts every line in one group', () => {
    const images = [image('cat/1.jpg', 'a'), image('cat/2.jpg', 'b')];
    const entries = [entry('cat/9.jpg', 'a', remove), entry('../x', 'b', remove), entry('cat/3.jpg', 'c', remove)];
    const preview = previewImport({ format: 'decisions', entries, notes: [] }, match(images, entries));
    expect(preview).toMatchObject({
      entries: 3,
      groups: [{ kind: 'new', count: 1, moved: 1 }, { kind: 'missing' }, { kind: 'unsafe' }],
    });
    expect(preview.groups[0].examples).toEqual(['line 2: cat/9.jpg (here cat/1.jpg): deleted']);
  });
});
