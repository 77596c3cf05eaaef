import { expect, it } from 'vitest';
import type { FindingsClient } from '../../../src/engine/findings/findingsClient';
import { ThreadFeed, type FeedParts } from '../../../src/engine/session/findings/threadFeed';

it('brings again what a cancelled look did not bring', async () => {
  const asked: string[] = [];
  const failing = new Set(['scores', 'collages', 'reference']);
  const failOnce = (what: string): void => {
    if (failing.delete(what)) throw new Error('Cancelled.');
  };
  const client = {
    ask: async (what: string) => {
      asked.push(what);
      failOnce(what);
    },
  };
  const parts = {
    scores: () => undefined,
    collages: async () => {
      failOnce('collages');
      return [];
    },
    reference: async () => failOnce('reference'),
  };
  const feed = new ThreadFeed(parts as unknown as FeedParts, client as unknown as FindingsClient);
  const { signal } = new AbortController();
  for (let look = 0; look < 3; look++) await expect(feed.judgements(signal)).rejects.toThrow('Cancelled.');
  await feed.judgements(signal);
  expect(asked).toEqual(['scores', 'scores', 'collages', 'setReference']);
});
