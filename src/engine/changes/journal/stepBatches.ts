import { foldName } from '../../../core/freeName';
import { isFolderStep, type Step } from '../steps/step';

/** Files that share two journal writes and the fsyncs of their folders. */
const batchSize = 64;

/**
 * The steps' numbers in batches, in order. Folder steps and tables go alone; a batch never puts a file where it has yet to remove
 * another one's old name, nor does a step on which another one of it depends.
 */
export function* stepBatches(steps: readonly Step[]): Generator<number[]> {
  let batch: number[] = [];
  let leaving = new Set<string>();
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i];
    const alone = isFolderStep(step) || step.kind === 'rewrite';
    const target = step.to && foldName(`${step.to.base}/${step.to.path}`);
    const waits = step.after?.some((earlier) => earlier >= batch[0]);
    if (batch.length > 0 && (alone || waits || batch.length >= batchSize || (target && leaving.has(target)))) {
      yield batch;
      batch = [];
      leaving = new Set();
    }
    if (alone) yield [i];
    else {
      batch.push(i);
      leaving.add(foldName(`${step.from.base}/${step.from.path}`));
    }
  }
  if (batch.length > 0) yield batch;
}
