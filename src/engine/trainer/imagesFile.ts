import { closeSync, openSync, readSync } from 'node:fs';

/**
 * Decoded images in one flat file, [n, size, size, 3] uint8 RGB: the system's page cache shares it among all lanes, and
 * no data set is too large for memory.
 */
export class ImagesFile {
  private readonly file: number;
  private readonly pixels: Uint8Array;

  constructor(
    path: string,
    readonly size: number,
  ) {
    this.file = openSync(path, 'r');
    this.pixels = new Uint8Array(size * size * 3);
  }

  /** One image, [size, size, 3]; overwritten by the next call. Throws when the file ends before it. */
  read(row: number): Uint8Array {
    const { length } = this.pixels;
    for (let done = 0; done < length;) {
      const got = readSync(this.file, this.pixels, done, length - done, row * length + done);
      if (got === 0) throw new Error(`The file of decoded images ends before image ${row}.`);
      done += got;
    }
    return this.pixels;
  }

  close(): void {
    closeSync(this.file);
  }
}
