/** Longer side in device pixels of the picture to ask for, so that it is sharp in a place at a magnification. */
export function previewSide(place: Element | null, scale = 1): number {
  if (!place) return 1024;
  const pixels = Math.max(place.clientWidth, place.clientHeight) * devicePixelRatio * scale;
  return Math.min(8192, Math.max(512, Math.ceil(pixels / 512) * 512));
}
