import { describe, expect, it } from 'vitest';
import { decisionCodes } from '../../../src/core/decisions/decision';
import type { RowColumns } from '../../../src/protocol/dataset';
import { ClassNames } from '../../../webview/state/classNames';
import { Edits } from '../../../webview/state/edits';
import { ImageView } from '../../../webview/state/imageView';
import { RowSet } from '../../../webview/state/rowSet';
import { RowTable } from '../../../webview/state/rowTable';
import { Selection } from '../../../webview/state/selection';

function columns(rows: number[], decision = 0): RowColumns {
  const fill = (value: number) => rows.map(() => value);
  return {
    rows: Uint32Array.from(rows),
    paths: rows.map((row) => `cat/${row}.jpg`),
    given: Int32Array.from(fill(0)),
    predicted: Int32Array.from(fill(1)),
    confidence: Float32Array.from(fill(0.5)),
    margin: Float32Array.from(fill(0.25)),
    flags: Uint8Array.from(fill(1)),
    decision: Uint8Array.from(fill(decision)),
    target: Int32Array.from(fill(-1)),
    parts: Uint32Array.from(fill(0)),
  };
}

function newTable(): RowTable {
  const names = new ClassNames();
  names.setWire(['cat', 'dog']);
  return new RowTable(names);
}

describe('RowSet', () => {
  it('holds rows in any order and gives them in ascending order', () => {
    const set = new RowSet();
    for (const row of [5, 31, 32, 1_000_000, 5]) set.add(row);
    set.delete(31);
    set.delete(77);
    expect([...set.toArray()]).toEqual([5, 32, 1_000_000]);
    expect(set.size).toBe(3);
    expect(set.has(31)).toBe(false);
  });
});

describe('Selection', () => {
  const order = Uint32Array.from([10, 11, 12, 13, 14]);

  it('extends from where the range began, back and forth', () => {
    const selection = new Selection();
    selection.extend(order, 2, 4);
    selection.extend(order, 4, 1);
    expect([...selection.toArray()]).toEqual([11, 12]);
  });

  it('ends a range with the next step, and keeps images picked one by one', () => {
    const selection = new Selection();
    selection.extend(order, 0, 2);
    expect(selection.step()).toBe(true);
    expect(selection.size).toBe(0);
    selection.toggle(13, 3);
    expect(selection.step()).toBe(false);
    selection.spend();
    expect(selection.step()).toBe(true);
  });

  it('drops what is no longer shown, and begins the next range where the user stands', () => {
    const selection = new Selection();
    selection.extend(order, 0, 2);
    expect(selection.retain((row) => row !== 11)).toBe(true);
    expect([...selection.toArray()]).toEqual([10, 12]);
    expect(selection.retain(() => true)).toBe(false);
    selection.extend(Uint32Array.from([10, 12, 13, 14]), 2, 3);
    expect([...selection.toArray()]).toEqual([13, 14]);
  });
});

describe('ImageView', () => {
  it('finds the place of a row', () => {
    const view = new ImageView(
      { query: '', sort: 'name', group: 'none' },
      { order: Uint32Array.from([7, 3, 9]), notes: [] },
    );
    expect([7, 3, 9, 4, 1000].map((row) => view.positionOf(row))).toEqual([0, 1, 2, -1, -1]);
  });
});

describe('RowTable', () => {
  it('keeps names right when the list of classes changes', () => {
    const names = new ClassNames();
    names.setWire(['cat', 'dog']);
    const table = new RowTable(names);
    table.store(columns([4]), () => false);
    names.setWire(['ant', 'cat', 'dog']);
    expect(table.givenName(4)).toBe('cat');
    expect(table.predictedName(4)).toBe('dog');
  });

  it('outdates rows without forgetting them', () => {
    const table = newTable();
    table.store(columns([1, 2]), () => false);
    table.outdate(Uint32Array.of(2, 99));
    expect([table.isFresh(1), table.isFresh(2), table.isKnown(2), table.isKnown(99)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    table.outdate('all');
    expect([table.isFresh(1), table.isKnown(1)]).toEqual([false, true]);
  });
});

describe('Edits', () => {
  function setUp() {
    const table = newTable();
    table.store(columns([1, 2, 3]), () => false);
    return { table, edits: new Edits(table, () => undefined) };
  }

  it('shows a decision before it is recorded and holds it against older answers', async () => {
    const { table, edits } = setUp();
    let record: () => void = () => undefined;
    const done = edits.make(
      Uint32Array.of(2),
      () => ({ kind: 'relabel', to: 'new class' }),
      () => new Promise<void>((resolve) => (record = resolve)),
    );
    expect(table.decisionCode(2)).toBe(decisionCodes.relabel);
    expect(table.targetName(2)).toBe('new class');
    table.store(columns([1, 2, 3]), (row) => edits.isUnderWay(row));
    expect(table.decisionCode(2)).toBe(decisionCodes.relabel);
    record();
    await done;
    table.store(columns([2], decisionCodes.delete), (row) => edits.isUnderWay(row));
    expect(table.decisionCode(2)).toBe(decisionCodes.delete);
  });

  it('takes a refused decision back, but not what was decided since', async () => {
    const { table, edits } = setUp();
    let refuse: (error: Error) => void = () => undefined;
    const refused = edits.make(
      Uint32Array.of(1, 2),
      () => ({ kind: 'delete' }),
      () => new Promise<void>((_, reject) => (refuse = reject)),
    );
    const later = edits.make(
      Uint32Array.of(2),
      () => ({ kind: 'keep' }),
      () => new Promise<void>(() => undefined),
    );
    refuse(new Error('the disk is full'));
    await expect(refused).rejects.toThrow('the disk is full');
    expect(table.decisionCode(1)).toBe(decisionCodes.none);
    expect(table.decisionCode(2)).toBe(decisionCodes.keep);
    expect(table.isFresh(1)).toBe(false);
    void later;
  });
});
