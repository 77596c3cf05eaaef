import { curvesSvg, type CurvesRun } from '../../src/core/training/curvesSvg';
import { t } from '../strings';

const width = 960;
const height = 540;
/** Pixels of the PNG for each of the drawing: sharp on a slide, too. */
const scale = 2;

/** The curves as a file that stands by itself: dark on white, whatever the theme. */
export function curvesAsSvg(runs: readonly CurvesRun[]): Uint8Array {
  return new TextEncoder().encode(curvesSvg(runs, { width, height }));
}

/** The same as PNG, 1920 x 1080 pixels. */
export async function curvesAsPng(runs: readonly CurvesRun[]): Promise<Uint8Array> {
  const address = URL.createObjectURL(new Blob([curvesSvg(runs, { width, height })], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = scale * width;
    canvas.height = scale * height;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (!blob) throw new Error(t('The picture could not be made.'));
    return new Uint8Array(await blob.arrayBuffer());
  } finally {
    URL.revokeObjectURL(address);
  }
}
