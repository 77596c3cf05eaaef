/** Longer side of a thumbnail. */
export const thumbnailSide = 256;

/** Shorter side, at least, of what facts are measured on, whatever the model's input: another model changes none. */
export const factsSide = 96;

/** Names everything that facts and thumbnails depend on; part of the cache's key. */
export const imagesVersion = `3-${thumbnailSide}-${factsSide}`;
