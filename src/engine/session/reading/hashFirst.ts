/** Questions before the share of known answers counts, and over which it is taken. */
const trials = 32;
/** A hash costs about a tenth of a full read: with fewer known answers, asking costs more than it saves. */
const leastKnown = 1 / 8;
/** Where it does not pay, one file in so many is asked for all the same: copies may lie further on. */
const probeEvery = 16;

/**
 * Tells of which files the hash is asked for before they are read: what is known by its content need not be decoded. It
 * is likely known where another file of the run has as many bytes (a copy), and where the cache knows the dataset from
 * another place or time: copied, cloned again, or mounted under another device number. What does not pay is left.
 */
export class HashFirst {
  private readonly sizes = new Set<number>();
  private asked = 0;
  private known = 0;
  private passedOver = 0;

  /** @param cacheKnowsFiles whether something was read with this cache before. */
  constructor(private readonly cacheKnowsFiles: boolean) {}

  /** Whether to ask for the hash of a file of so many bytes, which is about to be read. */
  isWorthIt(bytes: number): boolean {
    const isLikely = this.cacheKnowsFiles || this.sizes.has(bytes);
    this.sizes.add(bytes);
    if (!isLikely) return false;
    if (this.asked < trials || this.known >= this.asked * leastKnown) return true;
    this.passedOver = (this.passedOver + 1) % probeEvery;
    return this.passedOver === 0;
  }

  /** What became of a hash that was asked for. */
  note(isKnown: boolean): void {
    this.asked++;
    if (isKnown) this.known++;
    if (this.asked < 2 * trials) return;
    this.asked /= 2;
    this.known /= 2;
  }
}
