import { bytesOf } from '../../bytes';

/** Changes when pairs are judged in another way than before: what was judged then is judged anew. */
const judgingVersion = 1;

/** Pairs kept for the next search, some 25 MB; what is left out is judged again. */
const mostPairs = 2 ** 20;

const hashBytes = 32;

/** What was seen when two pictures were laid over one another. */
export interface Judged {
  /** Agreement of detail, 0 to 1. */
  readonly detail: number;
  readonly isNear: boolean;
}

/** Judged pairs by content: what was seen holds wherever the files go and whatever else comes or goes. */
export interface PackedPairs {
  /** How they were judged. */
  readonly settings: string;
  /** sha256 of the pictures' files, [n, 32]. */
  readonly contents: Uint8Array;
  /** Numbers of the two contents, [p, 2]. */
  readonly pairs: Uint32Array;
  readonly details: Float64Array;
  readonly near: Uint8Array;
}

/** Names how pairs are judged at the settings. */
export function judgedAs(near: number, turned: boolean): string {
  return JSON.stringify([judgingVersion, near, turned]);
}

/** Pairs of one set's images that were judged, now or in an earlier search. */
export class JudgedPairs {
  private readonly details = new Map<number, number>();
  private readonly near = new Set<number>();
  private hasNew = false;

  /** `contents` are the images' hashes in hex; of equal ones the first stands for all. */
  constructor(
    private readonly settings: string,
    private readonly contents: readonly string[],
    known?: PackedPairs,
  ) {
    if (known?.settings === settings) this.recall(known);
  }

  find(i: number, j: number): Judged | undefined {
    const key = this.keyOf(i, j);
    const detail = this.details.get(key);
    return detail === undefined ? undefined : { detail, isNear: this.near.has(key) };
  }

  add(i: number, j: number, { detail, isNear }: Judged): void {
    this.hasNew = true;
    this.set(this.keyOf(i, j), detail, isNear);
  }

  /** For the next search, once; undefined where nothing was judged since. */
  takeNews(): PackedPairs | undefined {
    if (!this.hasNew) return undefined;
    this.hasNew = false;
    const count = Math.min(mostPairs, this.details.size);
    const numbers = new Map<number, number>();
    const numberOf = (row: number): number => {
      const known = numbers.get(row) ?? numbers.size;
      numbers.set(row, known);
      return known;
    };
    const packed = {
      pairs: new Uint32Array(2 * count),
      details: new Float64Array(count),
      near: new Uint8Array(count),
    };
    let at = 0;
    for (const [key, detail] of this.details) {
      if (at === count) break;
      packed.pairs[2 * at] = numberOf(Math.floor(key / this.contents.length));
      packed.pairs[2 * at + 1] = numberOf(key % this.contents.length);
      packed.details[at] = detail;
      packed.near[at++] = Number(this.near.has(key));
    }
    const contents = new Uint8Array(numbers.size * hashBytes);
    for (const [row, number] of numbers) contents.set(Buffer.from(this.contents[row], 'hex'), number * hashBytes);
    return { settings: this.settings, contents, ...packed };
  }

  private recall({ contents, pairs, details, near }: PackedPairs): void {
    const first = new Map<string, number>();
    this.contents.forEach((content, row) => first.has(content) || first.set(content, row));
    const bytes = bytesOf(contents);
    const rows = Array.from({ length: contents.length / hashBytes }, (_, number) =>
      first.get(bytes.toString('hex', number * hashBytes, (number + 1) * hashBytes)),
    );
    details.forEach((detail, at) => {
      const [i, j] = [rows[pairs[2 * at]], rows[pairs[2 * at + 1]]];
      if (i !== undefined && j !== undefined) this.set(this.keyOf(i, j), detail, near[at] === 1);
    });
  }

  private set(key: number, detail: number, isNear: boolean): void {
    this.details.set(key, detail);
    if (isNear) this.near.add(key);
  }

  private keyOf(i: number, j: number): number {
    return i * this.contents.length + j;
  }
}
