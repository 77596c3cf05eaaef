import type { HeadInput } from './headInput';
import { keptPerRow } from './headInput';
import type { RowData } from './rowJob';
import { asShared, sharedFloats, sharedInts } from './shared';

/** Shared memory for all passes over one input; the scaling is filled in by the first fit. */
export function createRowData(input: HeadInput, targets: Int32Array, order: Int32Array, mostEntries: number): RowData {
  const { d } = input;
  const n = input.labels.length;
  const columns = input.classes + 1;
  const dense = n * columns <= mostEntries;
  const width = dense ? columns : Math.min(columns, keptPerRow);
  return {
    embeddings: asShared(input.embeddings),
    scaling: {
      ...{ d, width: 0, rowScale: sharedFloats(n) },
      ...{ mean: new Float32Array(d), inverseDeviation: new Float32Array(d) },
    },
    order,
    targets,
    weights: sharedFloats(n),
    curvatures: sharedFloats(n),
    columns,
    scores: sharedFloats(dense ? n * columns : 0),
    outputs: {
      width,
      values: sharedFloats(n * width),
      kept: dense ? null : sharedInts(n * width),
      predicted: sharedInts(n),
      confidence: sharedFloats(n),
      pGiven: sharedFloats(n),
      loss: sharedFloats(n),
      margin: sharedFloats(n),
      reject: sharedFloats(n),
    },
  };
}
