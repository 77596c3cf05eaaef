import { join } from 'node:path';
import { writeManyImages } from '../../fixtures/manyImages';
import type { SceneName } from '../suite/scene';

/** Images of each dataset; drawn outside, because no native code may run in the extension host. */
const scenes: Record<SceneName, number> = {
  small: 200,
  decided: 30,
  applied: 30,
  exchanged: 30,
  tools: 24,
  killed: 30,
  /** For a measurement on a quiet machine: WINNOW_TEST_IMAGES=10000. */
  many: Number(process.env.WINNOW_TEST_IMAGES ?? 2000),
  elsewhere: 30,
};

/** Draws every dataset that the suite opens, each in a folder of its own. */
export async function writeScenes(workspace: string): Promise<void> {
  for (const [seed, [name, count]] of Object.entries(scenes).entries())
    await writeManyImages(join(workspace, name, 'set'), count, { seed, classes: 3 });
}
