/** A set of row numbers as bits: a million selected images cost 125 kB. */
export class RowSet {
  private bits = new Uint32Array(32);
  private count = 0;

  get size(): number {
    return this.count;
  }

  has(row: number): boolean {
    return (this.bits[row >>> 5] & (1 << (row & 31))) !== 0;
  }

  add(row: number): void {
    if (this.has(row)) return;
    if (row >>> 5 >= this.bits.length) {
      const larger = new Uint32Array(Math.max(this.bits.length * 2, (row >>> 5) + 1));
      larger.set(this.bits);
      this.bits = larger;
    }
    this.bits[row >>> 5] |= 1 << (row & 31);
    this.count++;
  }

  delete(row: number): void {
    if (!this.has(row)) return;
    this.bits[row >>> 5] &= ~(1 << (row & 31));
    this.count--;
  }

  clear(): void {
    this.bits.fill(0);
    this.count = 0;
  }

  /** Ascending. */
  toArray(): Uint32Array {
    const rows = new Uint32Array(this.count);
    let n = 0;
    for (let word = 0; word < this.bits.length; word++)
      for (let rest = this.bits[word]; rest !== 0; rest &= rest - 1)
        rows[n++] = word * 32 + (31 - Math.clz32(rest & -rest));
    return rows;
  }
}
