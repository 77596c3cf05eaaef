import type { SavedState } from './savedState';

/** Widths of a picture in the grid, in pixels. */
export const zoomSteps = [64, 88, 112, 144, 184, 232, 304, 400] as const;

/** How the grid draws its images: how large, and with their names or without. */
export class Appearance {
  /** Index into `zoomSteps`. */
  zoom: number;
  showNames: boolean;

  constructor(
    saved: Partial<Pick<SavedState, 'zoom' | 'showNames'>>,
    private readonly changed: () => void,
  ) {
    this.zoom = stepWithin(saved.zoom ?? 3);
    this.showNames = saved.showNames ?? false;
  }

  setZoom(zoom: number): void {
    const next = stepWithin(zoom);
    if (next === this.zoom) return;
    this.zoom = next;
    this.changed();
  }

  setShowNames(show: boolean): void {
    this.showNames = show;
    this.changed();
  }
}

function stepWithin(zoom: number): number {
  return Math.max(0, Math.min(zoomSteps.length - 1, zoom));
}
