import { expect, it } from 'vitest';
import { packBoxes, unpackBoxes } from '../../../src/core/collage/packedBoxes';

it('boxes are the same after they were packed, to the last digit', () => {
  const boxes = [
    { x: 0.1, y: 2000 / 3, width: 12, height: 1e5 },
    { x: 3, y: 4, width: 5, height: 6, angle: -4.25 },
  ];
  expect(unpackBoxes(packBoxes(boxes))).toEqual(boxes);
  expect(unpackBoxes(packBoxes([]))).toEqual([]);
});
