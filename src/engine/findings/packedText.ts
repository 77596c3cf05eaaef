/** Texts as one block of UTF-8, so that a thread takes many of them without a copy: text i ends at `ends[i]`. */
export interface PackedText {
  readonly bytes: Uint8Array<SharedArrayBuffer>;
  /** [n] */
  readonly ends: Uint32Array<SharedArrayBuffer>;
}

const blockBytes = 1 << 16;

/** Packs texts one after another; growing costs no long copy, the blocks are joined once at the end. */
export class TextPacker {
  private readonly encoder = new TextEncoder();
  private readonly blocks: Uint8Array[] = [];
  private block = new Uint8Array(blockBytes);
  private used = 0;
  private full = 0;
  private readonly ends: number[] = [];

  add(text: string): void {
    // UTF-8 needs three bytes for a UTF-16 unit at most.
    if (this.used + text.length * 3 > this.block.length) this.nextBlock(text.length * 3);
    this.used += this.encoder.encodeInto(text, this.block.subarray(this.used)).written;
    this.ends.push(this.full + this.used);
  }

  pack(): PackedText {
    const bytes = new Uint8Array(new SharedArrayBuffer(this.full + this.used));
    let at = 0;
    for (const block of [...this.blocks, this.block.subarray(0, this.used)]) {
      bytes.set(block, at);
      at += block.length;
    }
    const ends = new Uint32Array(new SharedArrayBuffer(this.ends.length * 4));
    ends.set(this.ends);
    return { bytes, ends };
  }

  private nextBlock(least: number): void {
    this.blocks.push(this.block.subarray(0, this.used));
    this.full += this.used;
    this.block = new Uint8Array(Math.max(blockBytes, least));
    this.used = 0;
  }
}

/** The texts of a packed block. */
export function unpackTexts({ bytes, ends }: PackedText): string[] {
  const decoder = new TextDecoder();
  // A decoder takes no shared memory.
  const own = bytes.slice();
  return Array.from(ends, (end, i) => decoder.decode(own.subarray(i === 0 ? 0 : ends[i - 1], end)));
}
