/** The part of the WebAssembly interface used here; Node's types leave it to the DOM library. */
declare const WebAssembly: {
  readonly Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Record<string, unknown> };
};

const pageBytes = 65_536;

/** A memory for kernels. It only grows; views of `buffer` become invalid when it does. */
export class WasmMemory {
  private readonly memory = new WebAssembly.Memory({ initial: 1 });

  get buffer(): ArrayBuffer {
    return this.memory.buffer;
  }

  /** The functions that a module exports, working in this memory. */
  instantiate(bytes: Uint8Array<ArrayBuffer>): Readonly<Record<string, unknown>> {
    return new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory: this.memory } }).exports;
  }

  /** Makes the memory at least this long. Throws a RangeError where there is no more. */
  reserve(bytes: number): void {
    const missing = Math.ceil((bytes - this.memory.buffer.byteLength) / pageBytes);
    if (missing > 0) this.memory.grow(missing);
  }
}
