import { endAddress, makeAddress } from './pictureAddresses';

/** Decodes an image file off the main thread; undefined where the browser cannot. */
export async function decodePicture(bytes: Uint8Array<ArrayBuffer>): Promise<HTMLImageElement | undefined> {
  const picture = new Image();
  picture.alt = '';
  picture.draggable = false;
  picture.src = await makeAddress(bytes);
  try {
    await picture.decode();
    return picture;
  } catch (error) {
    releasePicture(picture);
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}

export function releasePicture(picture: HTMLImageElement): void {
  endAddress(picture.src);
}
