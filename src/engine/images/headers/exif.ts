/**
 * The orientation (tag 0x0112) of an EXIF block that begins with its TIFF header; 1 when there is none or the block is
 * damaged. EXIF 2.32, 4.6.4.
 */
export function exifOrientation(exif: Buffer): number {
  const data = exif.toString('latin1', 0, 6) === 'Exif\0\0' ? exif.subarray(6) : exif;
  if (data.length < 14) return 1;
  const order = data.toString('latin1', 0, 2);
  if (order !== 'II' && order !== 'MM') return 1;
  const little = order === 'II';
  const u16 = (at: number): number => (little ? data.readUInt16LE(at) : data.readUInt16BE(at));
  const u32 = (at: number): number => (little ? data.readUInt32LE(at) : data.readUInt32BE(at));
  const directory = u32(4);
  if (directory + 2 > data.length) return 1;
  const entries = u16(directory);
  for (let i = 0; i < entries; i++) {
    const at = directory + 2 + 12 * i;
    if (at + 12 > data.length) return 1;
    if (u16(at) !== 0x0112) continue;
    const value = u16(at + 8);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}
