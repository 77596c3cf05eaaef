import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { withEitherSignal } from '../../../src/engine/jobs/withEitherSignal';

it.each([0, 1])('is aborted with signal %i, for the same reason, and only while the work runs', async (which) => {
  const controllers = [new AbortController(), new AbortController()];
  const signals = controllers.map(({ signal }) => signal);
  const seen = await withEitherSignal(signals, async (either) => {
    expect(either.aborted).toBe(false);
    controllers[which].abort(new Error('Enough.'));
    return Promise.resolve(either);
  });
  expect(seen.reason).toEqual(new Error('Enough.'));
  expect(signals.map((signal) => getEventListeners(signal, 'abort').length)).toEqual([0, 0]);
});

it('is aborted from the start where one is, and lets go after a failure too', async () => {
  const alive = new AbortController().signal;
  const signals = [alive, AbortSignal.abort('before')];
  const failing = withEitherSignal(signals, (either) => Promise.reject(new Error(String(either.reason))));
  await expect(failing).rejects.toThrow('before');
  expect(getEventListeners(alive, 'abort')).toEqual([]);
});
