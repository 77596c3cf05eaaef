import { expect, it } from 'vitest';
import type { HostConnection } from '../../../webview/messages';
import { TrainingState } from '../../../webview/training/trainingState';

const runs = { runs: [], active: undefined, ranking: undefined, isTraining: false, elsewhere: [] };

function newState() {
  const shown: (string | undefined)[] = [];
  const host = { request: () => Promise.resolve(runs) } as unknown as HostConnection;
  const state: TrainingState = new TrainingState(
    host,
    () => shown.push(state.problem),
    () => undefined,
  );
  return { state, shown };
}

it('why a training failed stays said while the runs are listed again, until something else is asked for', async () => {
  const { state, shown } = newState();
  state.told({ kind: 'ended', problem: 'The disk is full.' });
  await new Promise((resolve) => setTimeout(resolve));
  expect(state.isLoaded).toBe(true);
  expect(shown).toEqual(['The disk is full.', 'The disk is full.']);
  await state.load();
  expect(state.problem).toBeUndefined();
});
