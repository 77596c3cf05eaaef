import type { Box } from '../../core/boxes';
import { withScope, type Cv } from './openCv';
import type { RawSheet } from './rawSheet';

/** Smallest width and height of a box where the settings name none. */
export const RECIPE_MIN_SIZE = 20;

/**
 * The known recipe: grey, 3x3 mean, Canny 120/255, 5x5 dilation, external contours, boxes of at least `minSize` on
 * both sides.
 */
export function recipeBoxes(cv: Cv, sheet: RawSheet, minSize: number): Box[] {
  return withScope((hold) => {
    const source = hold(new cv.Mat(sheet.height, sheet.width, sheet.channels === 4 ? cv.CV_8UC4 : cv.CV_8UC3));
    source.data.set(sheet.data);
    const grey = hold(new cv.Mat());
    cv.cvtColor(source, grey, sheet.channels === 4 ? cv.COLOR_RGBA2GRAY : cv.COLOR_RGB2GRAY);
    const soft = hold(new cv.Mat());
    cv.blur(grey, soft, new cv.Size(3, 3));
    const edges = hold(new cv.Mat());
    cv.Canny(soft, edges, 120, 255);
    const thick = hold(new cv.Mat());
    cv.dilate(edges, thick, hold(cv.Mat.ones(5, 5, cv.CV_8U)));
    const contours = hold(new cv.MatVector());
    cv.findContours(thick, contours, hold(new cv.Mat()), cv.RETR_EXTERNAL, cv.CHAIN_APPROX_SIMPLE);
    const boxes: Box[] = [];
    for (let i = 0; i < contours.size(); i++) {
      const { x, y, width, height } = withScope((holdOne) => cv.boundingRect(holdOne(contours.get(i))));
      if (width >= minSize && height >= minSize) boxes.push({ x, y, width, height });
    }
    return boxes;
  });
}
