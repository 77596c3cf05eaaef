import { describe, expect, it } from 'vitest';
import type { View } from '../../../src/protocol/dataset';
import { LikeTheseCollection } from '../../../webview/collections/likeThese';
import type { Collection } from '../../../webview/collections/collection';
import { ClassNames } from '../../../webview/state/classNames';
import type { Page } from '../../../webview/state/page';
import { RowTable } from '../../../webview/state/rowTable';
import { Selection } from '../../../webview/state/selection';

/** A page of which a collection needs this much: it notes what is asked, and what is opened. */
function newPage(answers: Readonly<Record<string, (params: unknown) => unknown>>) {
  const asked: { name: string; params: unknown }[] = [];
  const opened: Collection[] = [];
  const table = new RowTable(new ClassNames());
  const selection = new Selection();
  const page = {
    host: {
      request: (name: string, params: unknown) => {
        asked.push({ name, params });
        return Promise.resolve(answers[name](params));
      },
    },
    images: { table },
    selection,
    shown: { focusRow: 3, open: (collection: Collection) => Promise.resolve(void opened.push(collection)) },
    summary: { classes: [{ name: 'cat' }, { name: 'dog' }] },
  } as unknown as Page;
  return { page, asked, opened, table, selection };
}

const viewOf = (...order: number[]): View => ({ order: Uint32Array.from(order), notes: [] });

describe('more like these', () => {
  async function opened() {
    const parts = newPage({
      moreLike: () => ({ histogram: new Uint32Array(10), suggested: 0.5, found: 4 }),
      view: () => viewOf(3, 5, 7, 9),
    });
    await LikeTheseCollection.open(parts.page);
    const [collection] = parts.opened;
    await collection.load(false);
    const targets = (row: number) => [...(collection.expand?.(Uint32Array.of(row)) ?? [])];
    return { ...parts, collection, targets };
  }

  it('decides for all of them, but for what was decided meanwhile', async () => {
    const { table, targets } = await opened();
    expect(targets(3)).toEqual([3, 5, 7, 9]);
    table.decide(Uint32Array.of(5, 7), () => ({ kind: 'keep' }));
    expect(targets(3)).toEqual([3, 9]);
    // The one in focus is meant, whatever was decided of it.
    expect(targets(5)).toEqual([3, 5, 9]);
  });

  it('decides for the selected alone where there are any', async () => {
    const { selection, targets } = await opened();
    selection.set([7, 9]);
    expect(targets(7)).toEqual([7]);
  });
});
