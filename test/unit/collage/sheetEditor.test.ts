import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Box } from '../../../src/core/boxes';
import { packBoxes } from '../../../src/core/collage/packedBoxes';
import { moveSelected, select } from '../../../src/core/collage/sheetParts';
import { defaultSplitOptions } from '../../../src/core/collage/splitDefaults';
import type { SplitDecision } from '../../../src/core/collage/splitDecision';
import { SheetEditor } from '../../../webview/collage/sheetEditor';
import type { Page } from '../../../webview/state/page';
import { Signal } from '../../../webview/state/signal';

// The connection to the host is the browser's alone.
vi.mock('../../../webview/messages', () => ({ isCancelled: () => false }));

const boxAt = (x: number): Box => ({ x, y: 0, width: 10, height: 10 });

/** A sheet that is open, and the engine behind it: what is on the disk, and what the dataset's index knows of it. */
async function opened() {
  const disk = { hash: 'one', boxes: [boxAt(0), boxAt(20)] };
  const index: { hash: string; decision?: SplitDecision } = { hash: 'one' };
  const said: string[] = [];
  const decided: unknown[] = [];
  const rowsChanged = new Signal<Uint32Array | 'all'>();
  const answers: Record<string, (params: { decision?: SplitDecision }) => unknown> = {
    sheet: () => ({ row: 7, path: 'a.png', options: defaultSplitOptions, crops: 0, ...index }),
    sheetBoxes: () => ({
      ...{ hash: disk.hash, width: 100, height: 100, boxes: packBoxes(disk.boxes) },
      ...{ isCollage: true, score: 1, doubt: 0 },
    }),
    decide: ({ decision }) => decided.push(decision),
    rememberSplit: () => null,
  };
  const page = {
    host: { request: (name: string, params: object) => Promise.resolve(answers[name](params)) },
    images: { previews: { outdate: () => undefined } },
    decisions: { record: (_rows: unknown, _of: unknown, send: () => Promise<unknown>) => send() },
    mayChange: true,
    say(_severity: string, text: string) {
      said.push(text);
    },
    rowsChanged,
  } as unknown as Page;
  const editor = new SheetEditor(page);
  const changed = async (rows: Uint32Array | 'all' = Uint32Array.of(7)) => {
    rowsChanged.emit(rows);
    await vi.advanceTimersByTimeAsync(0);
  };
  editor.open([7]);
  await vi.advanceTimersByTimeAsync(0);
  return { editor, disk, index, said, decided, changed };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('window', globalThis);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a sheet whose file changes while it is open', () => {
  it('is looked at anew, and what was moved last on the other content is not decided', async () => {
    const { editor, disk, index, said, decided, changed } = await opened();
    const [first] = editor.parts.parts;
    editor.edit(moveSelected(select(editor.parts, [first]), 1, 0, { width: 100, height: 100 }), true);
    Object.assign(disk, { hash: 'two', boxes: [boxAt(50)] });
    index.hash = 'two';
    await changed();
    await vi.advanceTimersByTimeAsync(1000);
    expect(said).toEqual(['a.png has changed: its boxes are found anew.']);
    expect(decided).toEqual([]);
    expect(editor.parts.parts).toEqual([boxAt(50)]);
    expect(editor.version).toBe(1);
  });

  it('is looked at anew when a slider finds it so before the index does, and only once', async () => {
    const { editor, disk, index, said, changed } = await opened();
    Object.assign(disk, { hash: 'two', boxes: [boxAt(50)] });
    await editor.setSettings({ sensitivity: 0.6 }, true);
    await vi.advanceTimersByTimeAsync(0);
    expect(editor.found?.hash).toBe('two');
    await changed('all');
    index.hash = 'two';
    await changed();
    expect(said).toHaveLength(1);
  });

  it('stays as it is while only other rows and decisions change', async () => {
    const { editor, index, said, changed } = await opened();
    await changed(Uint32Array.of(3));
    const decision: SplitDecision = { kind: 'split', ...defaultSplitOptions, parts: [boxAt(20)] };
    index.decision = decision;
    await changed();
    expect(editor.parts.parts).toEqual([boxAt(20)]);
    expect(said).toEqual([]);
  });
});
