/** The first picture in grey with every pixel that differs in red, and how many do. */
export interface Difference {
  readonly address: string;
  /** Percent of the pixels, rounded up, so that one pixel is not none. */
  readonly percent: number;
}

/** Longer side in pixels at which two pictures are compared: enough to see, and below 50 ms. */
const comparedSide = 512;
/** Summed difference of red, green and blue that is not seen: what one more JPEG coding leaves. */
const unseen = 24;

/** Lays the second picture over the first, whatever their sizes, and marks what differs. */
export async function differenceOf(first: string, second: string): Promise<Difference> {
  const [a, b] = await Promise.all([first, second].map(decoded));
  const scale = Math.min(1, comparedSide / Math.max(a.naturalWidth, a.naturalHeight));
  const width = Math.max(1, Math.round(a.naturalWidth * scale));
  const height = Math.max(1, Math.round(a.naturalHeight * scale));
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('The browser gives no canvas.');
  const pixelsOf = (picture: HTMLImageElement): ImageData => {
    context.clearRect(0, 0, width, height);
    context.drawImage(picture, 0, 0, width, height);
    return context.getImageData(0, 0, width, height);
  };
  const [one, two] = [pixelsOf(a), pixelsOf(b)];
  const differing = markDifferences(one.data, two.data);
  context.putImageData(one, 0, 0);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
  if (!blob) throw new Error('The difference could not be drawn.');
  return { address: URL.createObjectURL(blob), percent: Math.ceil((100 * differing) / (width * height)) };
}

/** Turns `one` ([n, 4] uint8 RGBA) into grey with red marks where `two` differs; returns the number of marks. */
function markDifferences(one: Uint8ClampedArray, two: Uint8ClampedArray): number {
  let differing = 0;
  for (let i = 0; i < one.length; i += 4) {
    const difference =
      Math.abs(one[i] - two[i]) + Math.abs(one[i + 1] - two[i + 1]) + Math.abs(one[i + 2] - two[i + 2]);
    const grey = 96 + 0.5 * (0.299 * one[i] + 0.587 * one[i + 1] + 0.114 * one[i + 2]);
    const isMarked = difference > unseen;
    if (isMarked) differing++;
    one[i] = isMarked ? 255 : grey;
    one[i + 1] = isMarked ? Math.max(0, 120 - difference) : grey;
    one[i + 2] = isMarked ? Math.max(0, 120 - difference) : grey;
  }
  return differing;
}

async function decoded(address: string): Promise<HTMLImageElement> {
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  return picture;
}
