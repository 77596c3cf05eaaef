/** Characters that one call can be given. */
const chunk = 8192;

/** Decodes a thumbnail's file off the main thread; undefined where the browser cannot. */
export async function decodePicture(bytes: Uint8Array<ArrayBuffer>): Promise<HTMLImageElement | undefined> {
  const picture = new Image();
  picture.alt = '';
  picture.draggable = false;
  picture.src = dataAddress(bytes);
  try {
    await picture.decode();
    return picture;
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}

/**
 * The file itself as an address. A blob address would have to be made and fetched through the browser's own process, which
 * takes longer than decoding a picture of a few kilobytes. The type is no matter: browsers look at the first bytes.
 */
function dataAddress(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += chunk) text += String.fromCharCode(...bytes.subarray(at, at + chunk));
  return `data:image/jpeg;base64,${btoa(text)}`;
}
