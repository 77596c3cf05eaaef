/** The embeddings of a dataset's rows in one shared block that the fitting threads read without a copy. */
export class Embeddings {
  private block: Float32Array<SharedArrayBuffer>;
  private present: Uint8Array;

  constructor(
    private numbers: number,
    capacity = 1024,
  ) {
    this.block = new Float32Array(new SharedArrayBuffer(capacity * numbers * 4));
    this.present = new Uint8Array(capacity);
  }

  /** Numbers an image. */
  get width(): number {
    return this.numbers;
  }

  /** [capacity, width] float32; replaced when it grows, so it is asked for anew before each fit. */
  get data(): Float32Array<SharedArrayBuffer> {
    return this.block;
  }

  has(row: number): boolean {
    return this.present[row] === 1;
  }

  set(row: number, embedding: Float32Array): void {
    this.reserve(row + 1);
    this.block.set(embedding, row * this.width);
    this.present[row] = 1;
  }

  /** Makes room for `rows` rows, so that `data` holds as many. */
  reserve(rows: number): void {
    if (rows > this.present.length) this.grow(Math.max(rows, this.present.length * 2));
  }

  /** Becomes what another block is, its width too; whoever holds this one has the other's embeddings from now on. */
  become(other: Embeddings): void {
    this.numbers = other.numbers;
    this.block = other.block;
    this.present = other.present;
  }

  forget(row: number): void {
    this.present[row] = 0;
  }

  /** The embedding of a row, [width] float32, a view. */
  get(row: number): Float32Array {
    return this.block.subarray(row * this.width, (row + 1) * this.width);
  }

  private grow(capacity: number): void {
    const block = new Float32Array(new SharedArrayBuffer(capacity * this.width * 4));
    block.set(this.block);
    this.block = block;
    const present = new Uint8Array(capacity);
    present.set(this.present);
    this.present = present;
  }
}
