import { closeSync, openSync, writeSync } from 'node:fs';

/** Bytes after which it grows no more, so that a test that hangs does not fill the disk. */
const most = 256 * 2 ** 20;

/** Begins a file with `head` and appends to it all the time until the function that it gives is called. */
export function startGrowing(path: string, head: Uint8Array): () => void {
  const file = openSync(path, 'wx');
  writeSync(file, head);
  const more = Buffer.alloc(2 ** 16, 0x5a);
  let written = head.length;
  const timer = setInterval(() => {
    if (written < most) written += writeSync(file, more);
  }, 1);
  return () => {
    clearInterval(timer);
    closeSync(file);
  };
}
