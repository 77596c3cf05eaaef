import { fromBox, handles, handleSides, toBox, type Handle, type Point } from '../../src/core/collage/partGeometry';
import type { SheetPart } from '../../src/core/collage/splitDecision';
import type { Viewport } from './viewport';

/** Sides of a handle and how far from its middle it is taken, in screen pixels. */
export const handleSize = 9;
const rotateReach = 22;

/** Where the handles of a part are on the screen; the last one turns it. */
export function handlePoints(part: SheetPart, view: Viewport): Point[] {
  const at = (sx: number, sy: number, beyond = 0): Point =>
    view.toScreen(fromBox({ x: (sx * part.width) / 2, y: (sy * part.height) / 2 + sy * beyond }, part));
  return [
    ...handles.map((handle) => {
      const { x, y } = handleSides(handle);
      return at(x, y);
    }),
    at(0, -1, rotateReach / view.scale),
  ];
}

/** The handle under the hand. Inside a small part handles reach less far: its middle is left to move it by. */
export function handleAt(part: SheetPart, view: Viewport, screen: Point): Handle | 'turn' | undefined {
  const at = toBox(view.toSheet(screen), part);
  const [x, y] = [at.x * view.scale, at.y * view.scale];
  const [across, down] = [(part.width / 2) * view.scale, (part.height / 2) * view.scale];
  const isInside = Math.abs(x) <= across && Math.abs(y) <= down;
  const reach = (half: number): number => (isInside ? Math.min(handleSize, half / 2) : handleSize);
  if (Math.abs(x) <= handleSize && Math.abs(y + down + rotateReach) <= handleSize) return 'turn';
  return handles.find((handle) => {
    const sides = handleSides(handle);
    return Math.abs(x - sides.x * across) <= reach(across) && Math.abs(y - sides.y * down) <= reach(down);
  });
}
