import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { adamStep, learningRateAt, newAdam } from '../../../src/engine/model/cnn/adam';
import { readCheckpoint, writeCheckpoint, type Checkpoint } from '../../../src/engine/trainer/checkpoint';
import { withFolder } from '../../support/workspace';

const epoch = { loss: 0.5, accuracy: 0.75, valLoss: NaN, valAccuracy: 0.1 };
const checkpoint: Checkpoint = {
  epochs: [epoch, epoch],
  bestEpoch: 1,
  seconds: 12.5,
  parameters: Float32Array.of(1, -2, 3.5),
  best: Float32Array.of(0.1, 0.2, 0.3),
  adam: { first: Float32Array.of(4, 5, 6), second: Float32Array.of(7, 8, 9), steps: 17 },
};

it('comes back as it was, NaN included', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'checkpoint.bin');
    await writeCheckpoint(path, checkpoint);
    expect(await readCheckpoint(path, 3)).toEqual(checkpoint);
    expect(await readdir(folder)).toEqual(['checkpoint.bin']);
  }));

it('is none when it is not there, of another network, torn or nonsense', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'checkpoint.bin');
    expect(await readCheckpoint(path, 3)).toBeUndefined();
    await writeCheckpoint(path, checkpoint);
    expect(await readCheckpoint(path, 4)).toBeUndefined();
    const whole = await readFile(path);
    for (const torn of [
      whole.subarray(0, 5),
      whole.subarray(0, 40),
      whole.subarray(0, -4),
      Buffer.alloc(300, 0xff),
      Buffer.alloc(300),
    ]) {
      await writeFile(path, torn);
      expect(await readCheckpoint(path, 3)).toBeUndefined();
    }
  }));

it('Adam walks down a slope, each number at its own pace', () => {
  const place = Float32Array.of(5, -300);
  const state = newAdam(2);
  for (let i = 0; i < 4000; i++) adamStep(place, Float32Array.of(2 * place[0], 0.02 * place[1]), state, 0.2);
  expect(Math.abs(place[0])).toBeLessThan(1e-2);
  expect(Math.abs(place[1])).toBeLessThan(1e-1);
  expect(state.steps).toBe(4000);
});

it('the first step of Adam is the rate itself, whatever the slope', () => {
  for (const slope of [1e-3, 1, 1e3]) {
    const place = Float32Array.of(0);
    adamStep(place, Float32Array.of(slope), newAdam(1), 0.01);
    expect(place[0]).toBeCloseTo(-0.01, 4);
  }
});

it('the rate falls from full to a twentieth', () => {
  expect(learningRateAt(0, 10, 1)).toBeCloseTo(1);
  expect(learningRateAt(5, 10, 1)).toBeCloseTo(0.525);
  expect(learningRateAt(10, 10, 1)).toBeCloseTo(0.05);
});
