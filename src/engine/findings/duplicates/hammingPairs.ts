/** 64-bit hashes as two words each, [n, 2] uint32. */
export type HashColumn = Uint32Array;

/** The two words of an 8-byte hash, written to row `row` of a column. */
export function setHash(column: HashColumn, row: number, bytes: Uint8Array): void {
  column[2 * row] = bytes[0] | (bytes[1] << 8) | (bytes[2] << 16) | (bytes[3] << 24);
  column[2 * row + 1] = bytes[4] | (bytes[5] << 8) | (bytes[6] << 16) | (bytes[7] << 24);
}

/** Bits in which two hashes differ, 0 to 64. */
export function hammingDistance(a: HashColumn, i: number, b: HashColumn, j: number): number {
  return countBits(a[2 * i] ^ b[2 * j]) + countBits(a[2 * i + 1] ^ b[2 * j + 1]);
}

function countBits(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

const chunks = 4;
const chunkBits = 16;
const buckets = 1 << chunkBits;
/** Largest distance at which no pair is missed: then one of four 16-bit chunks differs in one bit at most. */
export const maxRadius = 2 * chunks - 1;
/** Pairs told of one hash: in a crowd of like pictures the nearest in order suffice, each is near to all. */
const maxPerHash = 48;

/**
 * Tells every pair (i < j) of hashes at most `radius` bits apart, by multi-index hashing (Norouzi, Punjani and Fleet,
 * Fast Exact Search in Hamming Space with Multi-Index Hashing, 2014). The work grows nearly with n up to some millions.
 * Of equal hashes each is told with the first and with the one before it, not all their pairs. With `mayMeet`,
 * pairs (i < j) that it refuses are not told and crowd out no other, and equal hashes are pairs like any others.
 */
export function hammingPairs(
  column: HashColumn,
  radius: number,
  tell: (i: number, j: number) => void,
  mayMeet?: (i: number, j: number) => boolean,
): void {
  if (radius > maxRadius) throw new RangeError(`A radius above ${maxRadius} would miss pairs.`);
  const { distinct, rows } = mayMeet
    ? { distinct: column, rows: Uint32Array.from({ length: column.length / 2 }, (_, i) => i) }
    : uniteEqual(column, tell);
  const told = new Uint8Array(rows.length);
  const meet = (i: number, j: number): void => {
    const [first, second] = [Math.min(rows[i], rows[j]), Math.max(rows[i], rows[j])];
    if ((told[i] >= maxPerHash && told[j] >= maxPerHash) || mayMeet?.(first, second) === false) return;
    told[i] = Math.min(255, told[i] + 1);
    told[j] = Math.min(255, told[j] + 1);
    tell(first, second);
  };
  for (let chunk = 0; chunk < chunks; chunk++) {
    const table = buildTable(distinct, rows.length, chunk);
    for (let value = 0; value < buckets; value++) {
      if (table.starts[value] === table.starts[value + 1]) continue;
      joinBuckets(table, value, value, chunk, radius, meet);
      for (let bit = 0; bit < chunkBits; bit++)
        if ((value & (1 << bit)) === 0) joinBuckets(table, value, value | (1 << bit), chunk, radius, meet);
    }
  }
}

/** Tells the pairs within the radius between two buckets, each bucket read in one go, unless an earlier chunk did. */
function joinBuckets(
  { starts, members, hashes }: Table,
  one: number,
  other: number,
  chunk: number,
  radius: number,
  meet: (i: number, j: number) => void,
): void {
  const end = starts[other + 1];
  for (let a = starts[one]; a < starts[one + 1]; a++) {
    const low = hashes[2 * a];
    const high = hashes[2 * a + 1];
    for (let b = one === other ? a + 1 : starts[other]; b < end; b++) {
      const lowBits = hashes[2 * b] ^ low;
      const highBits = hashes[2 * b + 1] ^ high;
      if (countBits(lowBits) + countBits(highBits) > radius || isEarlier(lowBits, highBits, chunk)) continue;
      meet(members[a], members[b]);
    }
  }
}

/** True when a chunk before this one differs in one bit at most, so that the pair was met there. */
function isEarlier(lowBits: number, highBits: number, chunk: number): boolean {
  for (let before = 0; before < chunk; before++) {
    const word = before < 2 ? lowBits : highBits;
    if (countBits(before & 1 ? word >>> chunkBits : word & (buckets - 1)) <= 1) return true;
  }
  return false;
}

/** The distinct hashes and the first row of each; tells each later row with that and with the one before it. */
function uniteEqual(
  column: HashColumn,
  tell: (i: number, j: number) => void,
): { distinct: HashColumn; rows: Uint32Array } {
  const order = Uint32Array.from({ length: column.length / 2 }, (_, i) => i);
  order.sort((i, j) => column[2 * i] - column[2 * j] || column[2 * i + 1] - column[2 * j + 1] || i - j);
  const rows: number[] = [];
  let first = -1;
  order.forEach((row, at) => {
    const before = order[at - 1];
    const same = at > 0 && column[2 * row] === column[2 * before] && column[2 * row + 1] === column[2 * before + 1];
    if (!same) {
      first = row;
      rows.push(row);
    } else {
      tell(first, row);
      if (before !== first) tell(before, row);
    }
  });
  rows.sort((i, j) => i - j);
  const distinct = new Uint32Array(rows.length * 2);
  rows.forEach((row, at) => distinct.set(column.subarray(2 * row, 2 * row + 2), 2 * at));
  return { distinct, rows: Uint32Array.from(rows) };
}

function chunkOf(column: HashColumn, i: number, chunk: number): number {
  const word = column[2 * i + (chunk >> 1)];
  return chunk & 1 ? word >>> chunkBits : word & (buckets - 1);
}

interface Table {
  /** The rows whose chunk has a value stand at [starts[value], starts[value + 1]). */
  readonly starts: Uint32Array;
  readonly members: Uint32Array;
  /** Their hashes beside them, [n, 2]: a bucket is read in one go. */
  readonly hashes: HashColumn;
}

function buildTable(column: HashColumn, count: number, chunk: number): Table {
  const starts = new Uint32Array(buckets + 1);
  for (let i = 0; i < count; i++) starts[chunkOf(column, i, chunk) + 1]++;
  for (let value = 0; value < buckets; value++) starts[value + 1] += starts[value];
  const next = starts.slice(0, buckets);
  const members = new Uint32Array(count);
  const hashes = new Uint32Array(count * 2);
  for (let i = 0; i < count; i++) {
    const at = next[chunkOf(column, i, chunk)]++;
    members[at] = i;
    hashes[2 * at] = column[2 * i];
    hashes[2 * at + 1] = column[2 * i + 1];
  }
  return { starts, members, hashes };
}
