import { describe, expect, it } from 'vitest';
import { ImageView } from '../../../webview/state/imageView';
import type { Page } from '../../../webview/state/page';
import { goOn } from '../../../webview/state/pass';

/** A page of `images` images, of which none but the last is known yet. */
function pageOf(images: number, undecided: readonly number[]) {
  const known = new Set([images - 1]);
  const said: string[] = [];
  const order = Uint32Array.from({ length: images }, (_, row) => row);
  const view = new ImageView({ query: '', sort: 'name', group: 'none' }, { order, notes: [] });
  const page = {
    shown: { view, moves: 0, wouldMove: 0, collection: undefined },
    images: {
      table: { isKnown: (row: number) => known.has(row) },
      rows: {
        ensure: (rows: readonly number[]) => {
          for (const row of rows) known.add(row);
          return Promise.resolve();
        },
      },
    },
    // What is not known has no decision yet.
    decisions: { isUndecided: (row: number) => !known.has(row) || undecided.includes(row) },
    say: (_: string, text: string) => said.push(text),
  };
  return { page: page as unknown as Page, known, said };
}

describe('the end of a pass', () => {
  it('counts images that were never looked at', async () => {
    const { page, said } = pageOf(3000, [5, 1700]);
    await goOn(page, 2999);
    expect(said).toEqual(['End of this pass. 2 passed over, still undecided: r starts again.']);
  });

  it('says that all is decided when all are known', async () => {
    const { page, said, known } = pageOf(3000, []);
    await goOn(page, 2999);
    expect(said).toEqual(['Every image of this query is decided.']);
    expect(known.size).toBe(3000);
  });

  it('gives no number where too many are not known', async () => {
    const { page, said, known } = pageOf(30_000, []);
    await goOn(page, 29_999);
    expect(said).toEqual(['End of this pass. Some images are still undecided: r starts again.']);
    expect(known.size).toBe(1);
  });
});
