import type { Gemm } from './gemm';
import { gemmModule } from './gemm';
import { WasmMemory } from '../../wasm/wasmMemory';

/** A float32 matrix in the kernel's memory: `at` is its byte address, `view` the same memory. */
export interface KernelMatrix {
  readonly at: number;
  readonly view: Float32Array;
}

/** The float32 matrix kernel and its scratch memory. One per thread; `reserve` gives the memory away anew. */
export class Kernel {
  private readonly memory = new WasmMemory();
  readonly gemm: Gemm;

  constructor() {
    this.gemm = this.memory.instantiate(gemmModule()).gemm as Gemm;
  }

  /** Matrices of these lengths (in floats), zeroed. Matrices of earlier calls become invalid. */
  reserve(...lengths: readonly number[]): KernelMatrix[] {
    const starts: number[] = [];
    let end = 0;
    for (const length of lengths) {
      starts.push(end);
      end += Math.ceil(length / 16) * 64;
    }
    this.memory.reserve(end);
    return starts.map((at, index) => {
      const view = new Float32Array(this.memory.buffer, at, lengths[index]);
      view.fill(0);
      return { at, view };
    });
  }

  /** The memory from a byte address (a multiple of 4) on, as it is; it grows where it is too small. */
  floats(at: number, length: number): Float32Array {
    this.memory.reserve(at + 4 * length);
    return new Float32Array(this.memory.buffer, at, length);
  }
}

export const roundUp = (value: number, multiple: number): number => Math.ceil(value / multiple) * multiple;
