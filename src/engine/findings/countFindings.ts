import type { Finding, FindingKind, FindingState, FindingType } from '../../core/findings/finding';
import { findingBit, findingBits } from '../../core/findings/findingWords';
import type { FindingColumns } from './columns';

/** How many findings there are of one kind and type. */
export interface FindingCount {
  readonly kind: FindingKind;
  readonly type?: FindingType;
  /** Findings in each state. */
  readonly states: Readonly<Record<FindingState, number>>;
  /** Images of those that were not dismissed. */
  readonly images: number;
}

type Found = Finding & { readonly state: FindingState };

export function countFindings(found: readonly Found[]): FindingCount[] {
  const counts = new Map<string, { count: FindingCount; states: Record<FindingState, number>; rows: Set<number> }>();
  for (const { kind, type, state, images } of found) {
    const key = `${kind} ${type ?? ''}`;
    let own = counts.get(key);
    if (!own) {
      const states = { open: 0, pending: 0, kept: 0, dismissed: 0 };
      own = { count: { kind, ...(type && { type }), states, images: 0 }, states, rows: new Set() };
      counts.set(key, own);
    }
    own.states[state]++;
    if (state !== 'dismissed') for (const row of images) own.rows.add(row);
  }
  return [...counts.values()].map(({ count, rows }) => ({ ...count, images: rows.size }));
}

/** `findingBits` by row of the table: `facts` (by index) of every picture, and what was found about it. */
export function bitsByRow(
  { rows, tableLength, count }: FindingColumns,
  facts: Uint32Array,
  found: readonly Found[],
): Uint32Array {
  const bits = new Uint32Array(tableLength);
  for (let i = 0; i < count; i++) bits[rows[i]] = facts[i];
  for (const { kind, type, state, images } of found) {
    const bit = state === 'dismissed' ? findingBits.dismissed : findingBit(kind, type);
    for (const row of images) bits[row] |= bit;
  }
  return bits;
}
