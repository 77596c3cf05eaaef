const step = 1.5;
const largest = 16;

/** Magnifies an element in its stage by keys and wheel, and moves it by hand; never smaller than the stage. */
export class ZoomPan {
  scale = 1;
  private x = 0;
  private y = 0;
  private stage: HTMLElement | undefined;
  private picture: HTMLElement | undefined;

  attach(stage: HTMLElement, picture: HTMLElement): void {
    this.stage = stage;
    this.picture = picture;
    stage.addEventListener('wheel', (event) => {
      event.preventDefault();
      if (event.ctrlKey || this.scale === 1) this.zoom(-Math.sign(event.deltaY));
      else this.moveBy(-event.deltaX, -event.deltaY);
    });
    stage.addEventListener('pointerdown', (event) => {
      if (this.scale > 1 && event.button === 0) stage.setPointerCapture(event.pointerId);
    });
    stage.addEventListener('pointermove', (event) => {
      if (stage.hasPointerCapture(event.pointerId)) this.moveBy(event.movementX, event.movementY);
    });
    this.reset();
  }

  reset(): void {
    this.scale = 1;
    this.moveBy(0, 0);
  }

  zoom(steps: number): void {
    const before = this.scale;
    this.scale = Math.max(1, Math.min(largest, this.scale * step ** steps));
    if (this.scale < 1.01) this.scale = 1;
    this.x *= this.scale / before;
    this.y *= this.scale / before;
    this.moveBy(0, 0);
  }

  private moveBy(dx: number, dy: number): void {
    if (!this.stage || !this.picture) return;
    const room = (size: number) => (size * (this.scale - 1)) / 2;
    const within = (value: number, limit: number) => Math.max(-limit, Math.min(limit, value));
    this.x = within(this.x + dx, room(this.stage.clientWidth));
    this.y = within(this.y + dy, room(this.stage.clientHeight));
    this.picture.style.transform = `translate(${this.x}px, ${this.y}px) scale(${this.scale})`;
    this.stage.classList.toggle('is-magnified', this.scale > 1);
  }
}
