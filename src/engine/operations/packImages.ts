import type { PackedImages } from '../../protocol/dataset';

/** Packs encoded images into one buffer; a missing one takes no bytes. */
export function packImages(rows: Uint32Array, images: readonly (Uint8Array | undefined)[]): PackedImages {
  const offsets = new Uint32Array(images.length + 1);
  images.forEach((image, i) => (offsets[i + 1] = offsets[i] + (image?.byteLength ?? 0)));
  const bytes = new Uint8Array(offsets[images.length]);
  images.forEach((image, i) => image && bytes.set(image, offsets[i]));
  return { rows, bytes, offsets };
}
