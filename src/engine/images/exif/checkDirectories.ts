/** Values that all directories together may claim to hold: the strips of a large TIFF are many, a camera writes few. */
const mostValues = 1_000_000;
const mostDirectories = 16;
/** Tags whose value is the place of another directory: EXIF, GPS, interoperability. */
const pointers = new Set([0x8769, 0x8825, 0xa005]);

/**
 * Throws where EXIF data (TIFF directories) would take long or much memory to read: values may overlap, so that a
 * small block can claim millions of them. `tiff` begins with the byte order.
 */
export function checkDirectories(tiff: Buffer): void {
  const isBig = tiff.toString('latin1', 0, 2) === 'MM';
  const short = (at: number): number =>
    at + 2 > tiff.length ? 0 : isBig ? tiff.readUInt16BE(at) : tiff.readUInt16LE(at);
  const long = (at: number): number =>
    at + 4 > tiff.length ? 0 : isBig ? tiff.readUInt32BE(at) : tiff.readUInt32LE(at);
  const waiting = [long(4)];
  const seen = new Set<number>();
  let values = 0;
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (at === 0 || at >= tiff.length || seen.has(at)) continue;
    seen.add(at);
    const entries = Math.min(short(at), Math.ceil((tiff.length - at) / 12));
    for (let i = 0; i < entries; i++) {
      const entry = at + 2 + 12 * i;
      // Text and opaque bytes are views, not lists.
      const isList = short(entry + 2) !== 2 && short(entry + 2) !== 7;
      values += isList ? Math.min(long(entry + 4), tiff.length) : 1;
      if (pointers.has(short(entry))) waiting.push(long(entry + 8));
    }
    waiting.push(long(at + 2 + 12 * entries));
    if (values > mostValues || seen.size > mostDirectories)
      throw new Error('It claims more values than a camera writes.');
  }
}
