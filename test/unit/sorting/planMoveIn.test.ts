import { describe, expect, it } from 'vitest';
import type { FolderListing } from '../../../src/core/folderListing';
import { planMoveIn, type SortedImage } from '../../../src/core/plan/planMoveIn';

const listing = (files: string[], folders: string[] = []): FolderListing => ({ files, folders, others: [] });
const image = (path: string, folder: string): SortedImage => ({ path, folder, size: 1, mtimeMs: 0, hash: path });
const plan = (
  images: SortedImage[],
  listings: Record<string, FolderListing>,
  pileListings: Record<string, FolderListing> = {},
) =>
  planMoveIn({
    root: '/set',
    pile: '/pile',
    images,
    listings: new Map(Object.entries(listings)),
    pileListings: new Map(Object.entries(pileListings)),
  });

describe('moving images of a pile into a dataset', () => {
  it('numbers taken names and lets sidecars travel', () => {
    const { operations, skipped, notes } = plan(
      [image('a.jpg', 'cat'), image('b/a.jpg', 'cat')],
      { '': listing([], ['cat']), cat: listing(['a.jpg']) },
      { '': listing(['a.jpg', 'a.txt', 'other.txt']), b: listing(['a.jpg', 'a.png', 'a.txt']) },
    );
    expect(skipped).toEqual([]);
    expect(operations).toMatchObject([
      { kind: 'move-in', from: 'a.jpg', to: 'cat/a (2).jpg' },
      { kind: 'move-in', from: 'a.txt', to: 'cat/a (2).txt', sidecarOf: 'a.jpg' },
      { kind: 'move-in', from: 'b/a.jpg', to: 'cat/a (3).jpg' },
    ]);
    expect(notes).toEqual([{ path: 'b/a.txt', reason: 'Stays: it also belongs to a.png, which stays.' }]);
  });

  it('makes missing folders once, and refuses what is no folder or leads outside', () => {
    const { operations, skipped } = plan(
      [
        image('1.jpg', 'train/dog/small'),
        image('2.jpg', 'train/dog/small'),
        image('../3.jpg', 'train/dog'),
        image('4.jpg', 'file'),
      ],
      { '': listing(['file'], ['train']), train: listing([]) },
    );
    expect(operations.map((operation) => operation.kind)).toEqual(['make-folder', 'make-folder', 'move-in', 'move-in']);
    expect(skipped.map(({ path }) => path)).toEqual(['../3.jpg', '4.jpg']);
  });
});
