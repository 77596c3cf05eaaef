import { drawPoints, type DrawnPoints, type PointStyle } from '../../src/core/map/drawPoints';
import type { Lasso } from '../../src/core/map/lasso';
import type { MapViewport } from '../../src/core/map/mapViewport';

export interface Scene {
  readonly points: DrawnPoints;
  readonly style: PointStyle;
  /** Point with the focus, -1 for none; and the one under the mouse. */
  readonly cursor: number;
  readonly hover: number;
  /** In map coordinates. */
  readonly lasso: Lasso;
}

/** Draws the map, at most once a frame. */
export class MapCanvas {
  private image: ImageData | undefined;
  private frame = 0;
  private scene: Scene | undefined;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly viewport: MapViewport,
  ) {}

  draw(scene: Scene): void {
    this.scene = scene;
    if (this.frame === 0) this.frame = requestAnimationFrame(() => this.paint());
  }

  /** Takes the size of its element; false where it has none. */
  fit(): boolean {
    const { clientWidth, clientHeight } = this.canvas;
    if (clientWidth === 0 || clientHeight === 0) return false;
    this.viewport.resize(clientWidth, clientHeight);
    const [width, height] = [Math.round(clientWidth * devicePixelRatio), Math.round(clientHeight * devicePixelRatio)];
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
      this.image = undefined;
    }
    return true;
  }

  private paint(): void {
    this.frame = 0;
    const { scene, canvas } = this;
    const context = canvas.getContext('2d');
    if (!scene || !context || canvas.width === 0) return;
    this.image ??= context.createImageData(canvas.width, canvas.height);
    const pixels = new Uint32Array(this.image.data.buffer);
    pixels.fill(0);
    drawPoints(pixels, canvas.width, scene.points, this.viewport, devicePixelRatio, scene.style);
    context.putImageData(this.image, 0, 0);
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    this.ring(context, scene, scene.hover, 1.5, '--vscode-foreground');
    this.ring(context, scene, scene.cursor, 2.5, '--vscode-focusBorder');
    this.drawLasso(context, scene.lasso);
    context.resetTransform();
  }

  private ring(
    context: CanvasRenderingContext2D,
    { points, style }: Scene,
    point: number,
    line: number,
    colour: string,
  ): void {
    if (point < 0) return;
    const [x, y] = this.viewport.toPixels(points.x[point], points.y[point]);
    context.beginPath();
    context.arc(x, y, style.radius / devicePixelRatio + 4, 0, 2 * Math.PI);
    context.lineWidth = line + 2;
    context.strokeStyle = themeColour(this.canvas, '--vscode-editor-background');
    context.stroke();
    context.lineWidth = line;
    context.strokeStyle = themeColour(this.canvas, colour);
    context.stroke();
  }

  private drawLasso(context: CanvasRenderingContext2D, lasso: Lasso): void {
    if (lasso.length < 2) return;
    context.beginPath();
    for (const [x, y] of lasso) context.lineTo(...this.viewport.toPixels(x, y));
    context.closePath();
    const colour = themeColour(this.canvas, '--vscode-focusBorder');
    context.globalAlpha = 0.12;
    context.fillStyle = colour;
    context.fill();
    context.globalAlpha = 1;
    context.lineWidth = 1.5;
    context.strokeStyle = colour;
    context.stroke();
  }
}

function themeColour(element: Element, name: string): string {
  return getComputedStyle(element).getPropertyValue(name) || 'grey';
}
