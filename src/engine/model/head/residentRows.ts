import { tileColumns } from './gemm';
import { copyBlock, rawWidth } from './features';
import { Kernel, type KernelMatrix } from './kernel';
import type { RowData } from './rowJob';

/** With more bytes of embeddings than this nothing is kept: the memory is needed elsewhere. */
const mostBytes = 268_435_456;

/**
 * Blocks of raw embeddings that stay in the memory of a kernel of their own, for the passes after each decision:
 * copying them there costs more than multiplying them by a few columns. One per thread, which sees its own share only.
 */
export class ResidentRows {
  readonly kernel = new Kernel();
  /** Byte address of each block by its first position of the order. */
  private readonly addresses = new Map<number, number>();
  private end: number;

  private constructor(
    private readonly data: RowData,
    private readonly blockRows: number,
  ) {
    const scratch = this.scratch();
    this.end = scratch[1].at + scratch[1].view.byteLength;
  }

  /** What the calling thread keeps of this data's embeddings in this order; undefined where they are too many. */
  static of(data: RowData, blockRows: number): ResidentRows | undefined {
    if (data.order.length * rawWidth(data.scaling.d) * 4 > mostBytes) return undefined;
    const known = kept.get(data.order);
    if (known) return known;
    const fresh = new ResidentRows(data, blockRows);
    kept.set(data.order, fresh);
    return fresh;
  }

  /** Weights [rawWidth, 8] and products [blockRows, 8], zeroed; what `addressOf` gave stays. */
  scratch(): KernelMatrix[] {
    return this.kernel.reserve(rawWidth(this.data.scaling.d) * tileColumns, this.blockRows * tileColumns);
  }

  /** Byte address of the raw embeddings of images order[from..to), [rows padded to the tile, rawWidth]. */
  addressOf(from: number, to: number): number {
    const known = this.addresses.get(from);
    if (known !== undefined) return known;
    const { data, kernel } = this;
    const at = this.end;
    const block = kernel.floats(at, this.blockRows * rawWidth(data.scaling.d));
    copyBlock(data.scaling, data.embeddings, data.order, from, to, block);
    this.addresses.set(from, at);
    this.end = at + block.byteLength;
    return at;
  }
}

/** By the order, which every fit makes anew: then other images stand in a block. */
const kept = new WeakMap<Int32Array, ResidentRows>();
