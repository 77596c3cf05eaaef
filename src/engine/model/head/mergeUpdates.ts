import type { HeadUpdate } from './headInput';

/** One update for two; where both name an image, the newer counts. */
export function mergeUpdates(older: HeadUpdate, newer: HeadUpdate): HeadUpdate {
  const merged = new Map<number, [label: number, trusted: number]>();
  for (const { rows, labels, trusted } of [older, newer])
    rows.forEach((row, i) => merged.set(row, [labels[i], trusted[i]]));
  const values = [...merged.values()];
  return {
    rows: Int32Array.from(merged.keys()),
    labels: Int32Array.from(values, ([label]) => label),
    trusted: Uint8Array.from(values, ([, trusted]) => trusted),
  };
}
