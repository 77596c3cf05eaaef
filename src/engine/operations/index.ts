import type { AnyOperation } from './operation';
import { applyOperation } from './apply';
import { collect } from './collect';
import { collageOperations } from './collageRequests';
import { datasetOperations } from './datasetRequests';
import { checkOperation } from './check';
import { close } from './close';
import { doctor } from './doctor';
import { duplicates } from './duplicates';
import { exportOperation } from './export';
import { findingOperations } from './findingRequests';
import { findings } from './findings';
import { history } from './history';
import { describeUrlList, importOperation } from './import';
import { indexOperation } from './indexOperation';
import { merge } from './merge';
import { modelOperations } from './modelRequests';
import { open } from './open';
import { mapOperations } from './mapRequests';
import { notebookOperations } from './notebookRequests';
import { rank } from './rank';
import { report } from './report';
import { referenceOperations } from './referenceRequests';
import { reportOperations } from './reportRequests';
import { resolve } from './resolve';
import { sample } from './sample';
import { sortOperation } from './sort';
import { sortingOperations } from './sortingRequests';
import { split } from './split';
import { tagsOperation } from './tags';
import { train } from './train';
import { trainingOperations } from './trainingRequests';
import { unpack } from './unpack';
import { undo } from './undo';

/** Everything that can be asked of the engine. A new operation is one new file and one line here. */
export const operations: readonly AnyOperation[] = [
  indexOperation,
  merge,
  rank,
  report,
  train,
  findings,
  duplicates,
  applyOperation,
  undo,
  history,
  sample,
  sortOperation,
  split,
  tagsOperation,
  exportOperation,
  importOperation,
  describeUrlList,
  unpack,
  collect,
  checkOperation,
  doctor,
  resolve,
  open,
  close,
  ...datasetOperations,
  ...findingOperations,
  ...sortingOperations,
  ...collageOperations,
  ...mapOperations,
  ...referenceOperations,
  ...reportOperations,
  ...trainingOperations,
  ...notebookOperations,
  ...modelOperations,
];
