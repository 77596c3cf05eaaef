import { WasmMemory } from '../../wasm/wasmMemory';
import { wasmModule } from '../../wasm/wasmModule';
import { collect, scan } from './contentKernel';
import { differences } from './differenceKernel';
import { clearHalos } from './haloKernel';
import { near, paper, votes } from './paperKernel';
import { shrinks } from './shrinkKernel';

interface Functions {
  scan(map: number, width: number, height: number, threshold: number, rows: number, runs: number): number;
  collect(rows: number, height: number, parts: number): number;
  difference3: Difference;
  difference4: Difference;
  clearHalos(map: number, width: number, rows: number): void;
  paper(
    rows: number,
    width: number,
    height: number,
    channels: number,
    tile: number,
    step: number,
    colours: number,
    out: number,
  ): void;
  votes(rows: number, count: number, width: number, channels: number, step: number, bins: number): void;
  near(
    rows: number,
    count: number,
    width: number,
    channels: number,
    step: number,
    centre: number,
    reach: number,
    out: number,
  ): void;
  shrink23: Shrink;
  shrink24: Shrink;
  shrink33: Shrink;
  shrink34: Shrink;
}

type Shrink = (pixels: number, width: number, rows: number, between: number, out: number) => void;

type Difference = (
  pixels: number,
  out: number,
  width: number,
  rows: number,
  papers: number,
  tile: number,
  flat: number,
) => void;

/** The loops over pixels, in WebAssembly, and their scratch memory: what a call leaves there lasts until the next. */
class PixelKernels {
  private readonly memory = new WasmMemory();
  readonly run: Functions;

  constructor() {
    const functions: unknown = this.memory.instantiate(
      wasmModule([scan, collect, ...differences, clearHalos, paper, votes, near, ...shrinks]),
    );
    this.run = functions as Functions;
  }

  /** Addresses of areas of these lengths in bytes, each a multiple of 16 with at least 64 bytes behind it. */
  reserve(...lengths: readonly number[]): number[] {
    let end = 0;
    const starts = lengths.map((length) => {
      const start = end;
      end += Math.ceil(length / 16) * 16 + 64;
      return start;
    });
    this.memory.reserve(end);
    return starts;
  }

  bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, at, length);
  }

  words(at: number, length: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, at, length);
  }
}

let kernels: PixelKernels | undefined;

/** One per thread, made when it is first asked for. */
export function pixelKernels(): PixelKernels {
  return (kernels ??= new PixelKernels());
}
