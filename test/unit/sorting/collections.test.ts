import { describe, expect, it } from 'vitest';
import type { View } from '../../../src/protocol/dataset';
import type { PileProposals } from '../../../src/protocol/sorting';
import { LikeTheseCollection } from '../../../webview/collections/likeThese';
import type { Collection } from '../../../webview/collections/collection';
import { ProposalsCollection } from '../../../webview/collections/proposalsCollection';
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

  it('follows what others did to the files without a new order', async () => {
    const { collection, asked } = await opened();
    await collection.load(true);
    expect(asked.at(-1)?.params).toMatchObject({ sort: 'similarity', keepOrder: true });
  });

  it('decides for the selected alone where there are any', async () => {
    const { selection, targets } = await opened();
    selection.set([7, 9]);
    expect(targets(7)).toEqual([7]);
  });
});

describe('proposals for a pile', () => {
  const proposals = (accepted: number[], uncertain: number[], unknown: number[]): PileProposals => ({
    ...{ accepted: Uint32Array.from(accepted), strip: Uint32Array.of(accepted[0]) },
    ...{ uncertain: Uint32Array.from(uncertain), unknown: Uint32Array.from(unknown) },
    ...{ threshold: 0.9, precision: 0.95, curve: [], examples: 10, examplesNeeded: 5, perClass: new Uint32Array(2) },
    proposed: {
      rows: Uint32Array.from(accepted),
      classes: Int32Array.from(accepted.map(() => 1)),
      confidence: Float32Array.from(accepted.map(() => 0.97)),
    },
  });

  function opened() {
    const engine = { proposals: proposals([4, 2, 6], [9, 1, 3], [3]), unsorted: [1, 2, 3, 4, 6, 9] };
    const parts = newPage({ proposePile: () => engine.proposals, view: () => viewOf(...engine.unsorted) });
    const collection = new ProposalsCollection(parts.page);
    const timesAsked = () => parts.asked.filter(({ name }) => name === 'proposePile').length;
    return { ...parts, engine, collection, timesAsked };
  }

  it('stay as they are when files appear, but for those that are gone', async () => {
    const { engine, collection, timesAsked } = opened();
    const first = await collection.load(false);
    expect([...first.order]).toEqual([4, 9, 1, 2, 6, 3]);
    engine.proposals = proposals([10, 6, 4], [3, 9, 1], []);
    engine.unsorted = [1, 2, 3, 4, 6, 9, 10];
    expect(await collection.load(true)).toEqual(first);
    engine.unsorted = [1, 3, 4, 6, 10];
    const { order, groups } = await collection.load(true);
    expect([...order]).toEqual([4, 1, 6, 3]);
    expect(groups?.map(({ start }) => start)).toEqual([0, 1, 2, 3]);
    expect(collection.acceptText(6)).toBe('Relabel to dog');
    expect(timesAsked()).toBe(1);
    expect([...(await collection.load(false)).order]).toEqual([10, 3, 9, 1, 6, 4]);
  });

  it('are asked for anew where none of them is left', async () => {
    const { engine, collection, timesAsked } = opened();
    await collection.load(false);
    engine.unsorted = [10];
    engine.proposals = proposals([10], [], []);
    expect([...(await collection.load(true)).order]).toEqual([10]);
    expect(timesAsked()).toBe(2);
  });
});
