const step = 1.5;
const largest = 16;

/** A place relative to the middle of a picture's own place, in widths and heights of it: -0.5 to 0.5. */
interface Point {
  readonly x: number;
  readonly y: number;
}

const middle: Point = { x: 0, y: 0 };

/**
 * Magnifies pictures by keys and wheel, and moves them by hand and by keys; never smaller than their places. Distances
 * are in widths and heights of a picture's place, so that several pictures in places of any size move as one.
 */
export class ZoomPan {
  scale = 1;
  private x = 0;
  private y = 0;

  /** `changed` is called after a change that came from the mouse. */
  constructor(private readonly changed: () => void) {}

  /** Listens on an element that holds the pictures; `placeAt` gives the place of the picture under the pointer. */
  attach(stage: HTMLElement, placeAt: (event: MouseEvent) => Element): void {
    stage.addEventListener('wheel', (event) => {
      event.preventDefault();
      const place = placeAt(event);
      if (event.ctrlKey || this.scale === 1) this.zoom(-Math.sign(event.deltaY), pointIn(place, event));
      else this.move(-event.deltaX / place.clientWidth, -event.deltaY / place.clientHeight);
      this.changed();
    });
    stage.addEventListener('pointerdown', (event) => {
      if (this.scale > 1 && event.button === 0) stage.setPointerCapture(event.pointerId);
    });
    stage.addEventListener('pointermove', (event) => {
      if (!stage.hasPointerCapture(event.pointerId)) return;
      const place = placeAt(event);
      this.move(event.movementX / place.clientWidth, event.movementY / place.clientHeight);
      this.changed();
    });
  }

  /** Draws the pictures as far and as large as they are now. */
  apply(stage: HTMLElement, pictures: Iterable<HTMLElement>): void {
    const transform = this.scale === 1 ? '' : `translate(${100 * this.x}%, ${100 * this.y}%) scale(${this.scale})`;
    for (const picture of pictures) picture.style.transform = transform;
    stage.classList.toggle('is-magnified', this.scale > 1);
  }

  reset(): void {
    this.scale = 1;
    this.move(0, 0);
  }

  /** Larger or smaller by steps; what stands at `point` stays there. */
  zoom(steps: number, point = middle): void {
    const before = this.scale;
    this.scale = Math.max(1, Math.min(largest, this.scale * step ** steps));
    if (this.scale < 1.01) this.scale = 1;
    const ratio = this.scale / before;
    this.x = point.x - (point.x - this.x) * ratio;
    this.y = point.y - (point.y - this.y) * ratio;
    this.move(0, 0);
  }

  /** Moves by parts of the place's width and height, as far as there is something to see. */
  move(dx: number, dy: number): void {
    const room = (this.scale - 1) / 2;
    this.x = Math.max(-room, Math.min(room, this.x + dx));
    this.y = Math.max(-room, Math.min(room, this.y + dy));
  }
}

function pointIn(place: Element, { clientX, clientY }: MouseEvent): Point {
  const { left, top, width, height } = place.getBoundingClientRect();
  return { x: (clientX - left) / width - 0.5, y: (clientY - top) / height - 0.5 };
}
