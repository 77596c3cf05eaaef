import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { CancellationToken } from 'vscode-jsonrpc';
import type { PackedImages } from '../../../src/protocol/dataset';
import { Thumbnails } from '../../../webview/state/thumbnails';

interface Asked {
  readonly rows: number[];
  readonly token: CancellationToken;
  readonly answer: (bytesPerImage?: number) => void;
  readonly refuse: (error: Error) => void;
}

function setUp(limit?: number) {
  const asked: Asked[] = [];
  const failed = vi.fn();
  const thumbnails = new Thumbnails(
    (rows, token) =>
      new Promise<PackedImages>((resolve, refuse) => {
        const answer = (bytes = 10): void =>
          resolve({
            rows,
            bytes: new Uint8Array(rows.length * bytes),
            offsets: Uint32Array.from({ length: rows.length + 1 }, (_, i) => i * bytes),
          });
        asked.push({ rows: [...rows], token, answer, refuse });
      }),
    // Only its identity counts here.
    () => Promise.resolve(new Picture() as HTMLImageElement),
    failed,
    limit,
  );
  return { thumbnails, asked, failed };
}

class Picture extends Object {}

const settle = () => new Promise((resolve) => setTimeout(resolve));
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

beforeEach(() => {
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => setTimeout(run));
});

describe('Thumbnails', () => {
  it('asks for the most urgent first, in batches, two at a time', async () => {
    const { thumbnails, asked } = setUp();
    thumbnails.want(range(0, 200));
    expect(asked.map(({ rows }) => rows[0])).toEqual([0, 48]);
    asked[0].answer();
    await settle();
    expect(asked.map(({ rows }) => rows[0])).toEqual([0, 48, 96]);
    expect(thumbnails.picture(0)).toBeDefined();
    expect(thumbnails.picture(48)).toBeUndefined();
  });

  it('cancels what nobody waits for any more and goes on with what is wanted now', async () => {
    const { thumbnails, asked, failed } = setUp();
    thumbnails.want(range(0, 96));
    thumbnails.want(range(40, 60));
    expect(asked.map(({ token }) => token.isCancellationRequested)).toEqual([false, false]);
    thumbnails.want(range(1000, 1010));
    expect(asked.map(({ token }) => token.isCancellationRequested)).toEqual([true, true]);
    asked[0].refuse(new Error('cancelled'));
    await settle();
    expect(asked[2].rows).toEqual(range(1000, 1010));
    expect(failed).not.toHaveBeenCalled();
  });

  it('asks no second time for what is not there yet, until it is told', async () => {
    const { thumbnails, asked } = setUp();
    thumbnails.want([1]);
    asked[0].answer(0);
    await settle();
    thumbnails.want([1]);
    expect(asked).toHaveLength(1);
    expect(thumbnails.isAbsent(1)).toBe(true);
    thumbnails.outdate(Uint32Array.of(1));
    expect(asked).toHaveLength(2);
  });

  it('holds no more bytes than it may and drops what was looked at longest ago', async () => {
    const { thumbnails, asked } = setUp(30);
    thumbnails.want([1, 2, 3]);
    asked[0].answer();
    await settle();
    thumbnails.picture(1);
    thumbnails.want([4]);
    asked[1].answer();
    await settle();
    expect([1, 2, 3, 4].map((row) => thumbnails.picture(row) !== undefined)).toEqual([true, false, true, true]);
  });

  it('says a failure once and stops asking', async () => {
    const { thumbnails, asked, failed } = setUp();
    thumbnails.want([1]);
    asked[0].refuse(new Error('the engine is gone'));
    await settle();
    expect(failed).toHaveBeenCalledTimes(1);
    expect(asked).toHaveLength(1);
  });
});
