import type { AnyOperation } from './operation';
import { applyOperation } from './apply';
import { datasetOperations } from './datasetRequests';
import { doctor } from './doctor';
import { duplicates } from './duplicates';
import { findings } from './findings';
import { history } from './history';
import { indexOperation } from './indexOperation';
import { open } from './open';
import { rank } from './rank';
import { resolve } from './resolve';
import { sample } from './sample';
import { split } from './split';
import { undo } from './undo';

/** Everything that can be asked of the engine. A new operation is one new file and one line here. */
export const operations: readonly AnyOperation[] = [
  indexOperation,
  rank,
  findings,
  duplicates,
  applyOperation,
  undo,
  history,
  sample,
  split,
  doctor,
  resolve,
  open,
  ...datasetOperations,
];
