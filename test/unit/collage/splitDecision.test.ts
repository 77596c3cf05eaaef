import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../src/core/collage/sheetSettings';
import { sameSplit, splitLeft, type SplitDecision } from '../../../src/core/collage/splitDecision';
import { foldersOfCrops, planCrops, type SplitSheet } from '../../../src/core/collage/planCrops';
import type { Decision, DecisionChange } from '../../../src/core/decisions/decision';
import { DecisionBook } from '../../../src/core/decisions/decisionBook';
import { translateChange, type AppliedMove, type Epoch } from '../../../src/core/decisions/epoch';
import type { FolderListing } from '../../../src/core/folderListing';
import { settleDecisions } from '../../../src/engine/session/decisions/settleDecisions';
import { splitDecision } from '../../../src/protocol/splitDecision';

const box = { x: 0, y: 0, width: 10, height: 10 };

function split(change: Partial<SplitDecision> = {}): SplitDecision {
  return {
    kind: 'split',
    parts: [box, box, box],
    settings: DEFAULT_SETTINGS,
    cut: { padding: 0, square: false, background: 'keep' },
    target: { kind: 'beside' },
    sheet: 'keep',
    ...change,
  };
}

function plan(sheets: SplitSheet[], files: Record<string, readonly string[]>) {
  const listings = new Map<string, FolderListing>();
  for (const [folder, names] of Object.entries(files)) listings.set(folder, { files: names, folders: [], others: [] });
  const folderOf = (label: string, subset: string | undefined) => [subset, label].filter(Boolean).join('/');
  return { ...planCrops({ sheets, folderOf, listings }), folders: foldersOfCrops({ sheets, folderOf }) };
}

function staged(count: number) {
  return Array.from({ length: count }, (_, i) => ({
    from: `staging/new-x/0/${i + 1}.png`,
    expected: { size: 1, mtimeMs: 1, hash: `crop${i + 1}` },
  }));
}

describe('names of crops', () => {
  it('count from 1 and pass over names that are taken, whatever their case', () => {
    const sheet = { path: 'pile/sheet.jpg', hash: 'h', decision: split(), crops: staged(3) };
    const { operations, places } = plan([sheet], { '': [], pile: ['Sheet_2.PNG', 'sheet.jpg'] });
    expect(places.map(({ to }) => to)).toEqual(['pile/sheet_1.png', 'pile/sheet_3.png', 'pile/sheet_4.png']);
    expect(operations.map(({ kind }) => kind)).toEqual(['copy-in', 'copy-in', 'copy-in']);
    expect(operations[2]).toMatchObject({
      from: 'staging/new-x/0/3.png',
      provenance: { source: 'pile/sheet.jpg', note: 'crop 3 of 3', crop: { hash: 'h', part: 3, box } },
    });
  });

  it('go to the class of the part, to the target of the split, or beside the sheet', () => {
    const parts = [{ ...box, label: 'cat' }, box, { ...box, label: '' }];
    const decision = split({ parts, target: { kind: 'folder', path: 'new/crops' } });
    const sheet = { path: 'train/s.png', hash: 'h', subset: 'train', decision };
    const { places, folders, operations } = plan([sheet], { '': [], train: [] });
    expect(places.map(({ to }) => to)).toEqual(['train/cat/s_1.png', 'new/crops/s_2.png', 'train/s_3.png']);
    expect([...folders].sort()).toEqual(['', 'new', 'new/crops', 'train', 'train/cat']);
    expect(operations).toEqual([
      { kind: 'make-folder', path: 'train/cat' },
      { kind: 'make-folder', path: 'new' },
      { kind: 'make-folder', path: 'new/crops' },
    ]);
  });

  it('never go where no image is seen', () => {
    const decision = split({ target: { kind: 'folder', path: 'new/.git' } });
    const { places, skipped } = plan([{ path: 's.png', hash: 'h', decision }], { '': ['s.png'] });
    expect(places).toEqual([]);
    expect(skipped).toMatchObject([
      { path: 's.png', reason: expect.stringMatching(/^The folder new\/\.git is hidden/) },
    ]);
  });

  it('of a sheet with a long name are cut to what every file system takes', () => {
    const names = [`${'é'.repeat(125)}a.png`, `${'é'.repeat(125)}b.png`];
    const decision = split({ parts: [box, box] });
    const { places } = plan(
      names.map((path) => ({ path, hash: path, decision })),
      { '': names },
    );
    const made = [1, 2, 3, 4].map((number) => `${'é'.repeat(124)}_${number}.png`);
    expect(places.map(({ to }) => to)).toEqual(made);
    for (const name of made) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
  });

  it('never take a name whose caption would then be taken for theirs', () => {
    const sheet = { path: 's.png', hash: 'h', decision: split({ parts: [box] }) };
    expect(plan([sheet], { '': ['s.png', 's_1.txt'] }).places[0].to).toBe('s_2.png');
  });

  it('a target that leads out of the dataset skips the sheet', () => {
    const sheet = { path: 's.png', hash: 'h', decision: split({ target: { kind: 'folder', path: '../out' } }) };
    const { places, skipped } = plan([sheet], { '': [] });
    expect(places).toEqual([]);
    expect(skipped[0].path).toBe('s.png');
    expect(splitDecision.safeParse(sheet.decision).success).toBe(false);
  });
});

describe('two splits', () => {
  it('are the same whatever the order of their properties', () => {
    const { kind, parts, ...rest } = split({ parts: [{ ...box, label: 'a', angle: 3 }] });
    const other = { ...rest, parts: parts.map(({ x, ...more }) => ({ ...more, x })), kind };
    expect(sameSplit(split({ parts }), other)).toBe(true);
    expect(sameSplit(split(), split({ sheet: 'trash' }))).toBe(false);
    expect(sameSplit(split(), undefined)).toBe(false);
  });
});

describe('what is left of a split', () => {
  it('is nothing when all was done, the rest when not, the sheet when only that stayed', () => {
    expect(splitLeft(split(), new Set([1, 2, 3]), false)).toBeUndefined();
    expect(splitLeft(split({ sheet: 'trash' }), new Set([1, 2, 3]), true)).toBeUndefined();
    expect(splitLeft(split({ sheet: 'trash' }), new Set([1, 2, 3]), false)).toEqual({ kind: 'delete', as: 'sheet' });
    expect(splitLeft(split({ sheet: 'set-aside' }), new Set([1, 2, 3]), false)).toEqual({
      kind: 'set-aside',
      as: 'sheet',
    });
    expect(splitLeft(split(), new Set([1, 3]), false)).toMatchObject({ kind: 'split', parts: [box] });
  });
});

describe('a split whose apply has ended', () => {
  const sheet = { path: 's.png', hash: 'h' };
  const crops = [1, 2, 3].map((part): AppliedMove => {
    return { from: null, to: `s_${part}.png`, made: { source: sheet.path, part, hash: `c${part}` } };
  });
  const settled = (recorded: Decision, moves: readonly AppliedMove[]): DecisionChange[] => {
    const book = new DecisionBook([{ ...sheet, decision: recorded }]);
    return settleDecisions([{ ...sheet, decision: split() }], moves, book, new Map([[sheet.path, split()]]));
  };

  it('is carried out', () => {
    expect(settled(split(), crops)).toEqual([{ ...sheet, before: split() }]);
    expect(settled(split(), crops.slice(1))).toMatchObject([{ ...sheet, after: { kind: 'split', parts: [box] } }]);
  });

  it('stands as it was edited meanwhile: its parts have other numbers; it ends where the sheet left', () => {
    const edited = split({ parts: [{ ...box, x: 20 }, box, box, box] });
    const gone: AppliedMove = { from: sheet.path, to: null };
    for (const decision of [edited, { kind: 'delete' }] satisfies Decision[]) {
      expect(settled(decision, crops)).toEqual([]);
      expect(settled(decision, [...crops, gone])).toEqual([{ ...sheet, before: decision }]);
    }
  });
});

describe('undoing a split after it was applied', () => {
  const made = (part: number) => ({ source: 's.png', part, hash: `c${part}` });
  const applied: Epoch = {
    journal: '1',
    moves: [
      { from: null, to: 's_1.png', made: made(1) },
      { from: null, to: 's_2.png', made: made(2) },
      { from: 's.png', to: null },
    ],
    changes: [],
  };
  const sorted: Epoch = { journal: '2', moves: [{ from: 's_2.png', to: 'cat/s_2.png' }], changes: [] };
  const decided: DecisionChange = { path: 's.png', hash: 'h', before: undefined, after: split() };
  const label = () => '';

  it('means to delete its crops, wherever they are now, and to restore the sheet', () => {
    const undo = { ...decided, before: decided.after, after: undefined };
    expect(translateChange(undo, [applied, sorted], label, () => undefined)).toEqual([
      { path: 's_1.png', hash: 'c1', before: undefined, after: { kind: 'delete', as: 'copy' } },
      { path: 'cat/s_2.png', hash: 'c2', before: undefined, after: { kind: 'delete', as: 'copy' } },
      { path: 's.png', hash: 'h', before: undefined, after: { kind: 'restore' } },
    ]);
  });

  it('and redoing it leaves nothing to do', () => {
    const pending = (path: string): Decision => (path === 's.png' ? { kind: 'restore' } : { kind: 'delete' });
    const after = translateChange(decided, [applied], label, pending).map((change) => change.after);
    expect(after).toEqual([undefined, undefined, undefined]);
  });
});
