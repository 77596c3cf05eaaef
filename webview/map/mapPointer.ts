import type { Lasso } from '../../src/core/map/lasso';
import type { MapViewport } from '../../src/core/map/mapViewport';

export interface PointerTarget {
  readonly viewport: MapViewport;
  /** Dragging draws a lasso; otherwise it moves the map, and Shift draws. */
  readonly drawsLasso: () => boolean;
  readonly moved: () => void;
  readonly lassoChanged: (lasso: Lasso) => void;
  readonly lassoDrawn: (lasso: Lasso) => void;
  readonly hovered: (px: number, py: number) => void;
  readonly left: () => void;
  readonly clicked: (px: number, py: number) => void;
}

const clickReach = 4;
const wheelStep = 0.0018;

/** Mouse, pen and finger on the map: drag to move or to draw, wheel to zoom, click to focus. */
export function listenToPointer(canvas: HTMLElement, target: PointerTarget): void {
  let pressed: { readonly id: number; readonly x: number; readonly y: number; readonly draws: boolean } | undefined;
  let last = { x: 0, y: 0 };
  let lasso: [number, number][] = [];
  const place = (event: PointerEvent | WheelEvent): { x: number; y: number } => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const far = ({ x, y }: { x: number; y: number }): boolean =>
    pressed !== undefined && Math.hypot(x - pressed.x, y - pressed.y) > clickReach;

  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    const at = (last = place(event));
    pressed = { id: event.pointerId, ...at, draws: target.drawsLasso() || event.shiftKey };
    lasso = pressed.draws ? [target.viewport.toMap(at.x, at.y)] : [];
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', (event) => {
    const at = place(event);
    if (!pressed) return target.hovered(at.x, at.y);
    if (pressed.draws) {
      lasso.push(target.viewport.toMap(at.x, at.y));
      target.lassoChanged(lasso);
    } else {
      target.viewport.panBy(at.x - last.x, at.y - last.y);
      target.moved();
    }
    last = at;
  });
  const end = (event: PointerEvent, isWhole: boolean): void => {
    if (pressed?.id !== event.pointerId) return;
    const { draws } = pressed;
    const at = place(event);
    const isDrag = far(at) || lasso.length > 8;
    pressed = undefined;
    target.lassoChanged([]);
    if (!isWhole) return;
    if (!isDrag) target.clicked(at.x, at.y);
    else if (draws) target.lassoDrawn(lasso);
  };
  canvas.addEventListener('pointerup', (event) => end(event, true));
  canvas.addEventListener('pointercancel', (event) => end(event, false));
  canvas.addEventListener('pointerleave', () => target.left());
  canvas.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const { x, y } = place(event);
      const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 18 : event.deltaY;
      target.viewport.zoomBy(Math.exp(-pixels * wheelStep), x, y);
      target.moved();
    },
    { passive: false },
  );
}
