import { CancellationTokenSource, type CancellationToken } from 'vscode-jsonrpc';
import type { PackedImages } from '../../src/protocol/dataset';

const kept = 40;

/** Larger pictures of single images as blob addresses; the ones looked at last are kept. */
export class Previews {
  private readonly addresses = new Map<string, string>();

  constructor(
    private readonly fetch: (row: number, longestSide: number, token: CancellationToken) => Promise<PackedImages>,
  ) {}

  /** The address of a decodable picture, or undefined where there is none. Cancelling rejects. */
  async address(row: number, longestSide: number, cancel = new CancellationTokenSource()): Promise<string | undefined> {
    // Read in any case: a source whose token nobody has read throws when it is cancelled twice.
    const { token } = cancel;
    const key = `${row}:${longestSide}`;
    const known = this.addresses.get(key);
    if (known !== undefined) {
      this.addresses.delete(key);
      this.addresses.set(key, known);
      return known;
    }
    const { bytes } = await this.fetch(row, longestSide, token);
    if (bytes.length === 0) return undefined;
    const address = URL.createObjectURL(new Blob([Uint8Array.from(bytes)]));
    this.addresses.set(key, address);
    for (const oldest of this.addresses.keys()) {
      if (this.addresses.size <= kept) break;
      this.remove(oldest);
    }
    return address;
  }

  /** True while the picture is at hand; it is not once the image has changed. */
  knows(row: number, longestSide: number): boolean {
    return this.addresses.has(`${row}:${longestSide}`);
  }

  outdate(rows: Uint32Array | 'all'): void {
    const gone = rows === 'all' ? undefined : new Set(rows);
    for (const key of [...this.addresses.keys()]) if (!gone || gone.has(parseInt(key))) this.remove(key);
  }

  private remove(key: string): void {
    const address = this.addresses.get(key);
    if (address !== undefined) URL.revokeObjectURL(address);
    this.addresses.delete(key);
  }
}
