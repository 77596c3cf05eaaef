/** In the worker: an address for each picture that comes, and the end of those that are no longer needed. */
const program = `onmessage = ({ data }) => {
  if ('ended' in data) URL.revokeObjectURL(data.ended);
  else postMessage({ id: data.id, address: URL.createObjectURL(new Blob([data.bytes])) });
};`;

interface Waiting {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly resolve: (address: string) => void;
}

/**
 * Blob addresses of pictures. Making one waits for the browser's own process, a millisecond or more of each picture:
 * a worker waits in the page's place, or the page itself where there can be no worker.
 */
class PictureAddresses {
  private readonly worker = startWorker();
  private readonly waiting = new Map<number, Waiting>();
  private next = 0;
  private isBroken = this.worker === undefined;

  constructor() {
    this.worker?.addEventListener('message', ({ data }: MessageEvent<{ id: number; address: string }>) => {
      this.waiting.get(data.id)?.resolve(data.address);
      this.waiting.delete(data.id);
    });
    this.worker?.addEventListener('error', () => this.doWithout());
  }

  make(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
    if (this.isBroken) return Promise.resolve(addressHere(bytes));
    return new Promise((resolve) => {
      const id = this.next++;
      this.waiting.set(id, { bytes, resolve });
      this.worker?.postMessage({ id, bytes });
    });
  }

  end(address: string): void {
    if (this.isBroken) URL.revokeObjectURL(address);
    else this.worker?.postMessage({ ended: address });
  }

  private doWithout(): void {
    this.isBroken = true;
    for (const { bytes, resolve } of this.waiting.values()) resolve(addressHere(bytes));
    this.waiting.clear();
  }
}

function addressHere(bytes: Uint8Array<ArrayBuffer>): string {
  return URL.createObjectURL(new Blob([bytes]));
}

function startWorker(): Worker | undefined {
  const address = URL.createObjectURL(new Blob([program], { type: 'text/javascript' }));
  try {
    return new Worker(address);
  } catch (error) {
    // The page's policy may forbid workers.
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}

let addresses: PictureAddresses | undefined;

/** An address under which the page finds a picture's file. It must be ended. */
export function makeAddress(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  addresses ??= new PictureAddresses();
  return addresses.make(bytes);
}

export function endAddress(address: string): void {
  addresses?.end(address);
}
