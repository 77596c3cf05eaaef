import type { Gemm } from './gemm';
import { gemmModule } from './gemm';

/** The part of the WebAssembly interface used here; Node's types leave it to the DOM library. */
declare const WebAssembly: {
  readonly Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Record<string, unknown> };
};

const pageBytes = 65_536;

/** A float32 matrix in the kernel's memory: `at` is its byte address, `view` the same memory. */
export interface KernelMatrix {
  readonly at: number;
  readonly view: Float32Array;
}

/** The float32 matrix kernel and its scratch memory. One per thread; `reserve` gives the memory away anew. */
export class Kernel {
  private readonly memory = new WebAssembly.Memory({ initial: 1 });
  readonly gemm: Gemm;

  constructor() {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(gemmModule()), { env: { memory: this.memory } });
    this.gemm = instance.exports.gemm as Gemm;
  }

  /** Matrices of these lengths (in floats), zeroed. Matrices of earlier calls become invalid. */
  reserve(...lengths: readonly number[]): KernelMatrix[] {
    const starts: number[] = [];
    let end = 0;
    for (const length of lengths) {
      starts.push(end);
      end += Math.ceil(length / 16) * 64;
    }
    this.grow(end);
    return starts.map((at, index) => {
      const view = new Float32Array(this.memory.buffer, at, lengths[index]);
      view.fill(0);
      return { at, view };
    });
  }

  /** The memory from a byte address (a multiple of 4) on, as it is; it grows where it is too small. */
  floats(at: number, length: number): Float32Array {
    this.grow(at + 4 * length);
    return new Float32Array(this.memory.buffer, at, length);
  }

  private grow(bytes: number): void {
    const missing = Math.ceil((bytes - this.memory.buffer.byteLength) / pageBytes);
    if (missing > 0) this.memory.grow(missing);
  }
}

export const roundUp = (value: number, multiple: number): number => Math.ceil(value / multiple) * multiple;
