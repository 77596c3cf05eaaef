/** Columns of four bytes an element, zeroed. */
export interface Columns {
  uint32(length: number): Uint32Array;
  int32(length: number): Int32Array;
  float32(length: number): Float32Array;
}

/** Columns that last. */
export const newColumns: Columns = {
  uint32: (length) => new Uint32Array(length),
  int32: (length) => new Int32Array(length),
  float32: (length) => new Float32Array(length),
};

/**
 * Columns that last until `rewind`, in memory that is used again: what is counted after each decision would otherwise
 * keep the garbage collector at work.
 */
export class Scratch implements Columns {
  private readonly buffers: ArrayBuffer[] = [];
  private taken = 0;

  rewind(): void {
    this.taken = 0;
  }

  uint32(length: number): Uint32Array {
    return new Uint32Array(this.take(length), 0, length).fill(0);
  }

  int32(length: number): Int32Array {
    return new Int32Array(this.take(length), 0, length).fill(0);
  }

  float32(length: number): Float32Array {
    return new Float32Array(this.take(length), 0, length).fill(0);
  }

  private take(length: number): ArrayBuffer {
    const at = this.taken++;
    if ((this.buffers[at]?.byteLength ?? -1) < length * 4) this.buffers[at] = new ArrayBuffer(length * 4);
    return this.buffers[at];
  }
}
