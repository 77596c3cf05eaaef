/** Offset 0..1, colour, and opacity (1 when left out). */
export type Stop = readonly [offset: number, color: string, opacity?: number];

export interface Line {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

const downwards: Line = { x1: 0, y1: 0, x2: 0, y2: 1 };

/** Collects SVG markup and the gradients and filters it uses. Lengths in pixels of the final image. */
export class SvgCanvas {
  private readonly definitions: string[] = [];
  private readonly body: string[] = [];

  constructor(
    readonly width: number,
    readonly height: number,
  ) {}

  /** The shorter side: the unit in which subjects are measured. */
  get unit(): number {
    return Math.min(this.width, this.height);
  }

  add(...markup: string[]): void {
    this.body.push(...markup);
  }

  /** Everything that `draw` adds stands in one group with these attributes. */
  group(attributes: string, draw: () => void): void {
    this.body.push(`<g ${attributes}>`);
    draw();
    this.body.push('</g>');
  }

  /** The markup that `draw` adds, taken out again, so that it can be placed several times. */
  capture(draw: () => void): string {
    const start = this.body.length;
    draw();
    return this.body.splice(start).join('');
  }

  /** A reference to a linear gradient over the shape's bounding box. */
  linear(stops: readonly Stop[], line: Line = downwards): string {
    const at = `x1="${line.x1}" y1="${line.y1}" x2="${line.x2}" y2="${line.y2}"`;
    return this.define((id) => `<linearGradient id="${id}" ${at}>${stops.map(stopMarkup).join('')}</linearGradient>`);
  }

  /** A reference to a radial gradient over the shape's bounding box; centre and radius as shares of it. */
  radial(stops: readonly Stop[], cx = 0.5, cy = 0.5, r = 0.5): string {
    const at = `cx="${cx}" cy="${cy}" r="${r}"`;
    return this.define((id) => `<radialGradient id="${id}" ${at}>${stops.map(stopMarkup).join('')}</radialGradient>`);
  }

  /** A reference to a clip path of this path data. */
  clip(path: string): string {
    return this.define((id) => `<clipPath id="${id}"><path d="${path}"/></clipPath>`);
  }

  /** A reference to a Gaussian blur; `radius` is the standard deviation. */
  blur(radius: number): string {
    return this.filter(svg`<feGaussianBlur stdDeviation="${radius}"/>`);
  }

  /**
   * A reference to a filter that rounds flat shapes: light from the upper left falls on their blurred outline as on a
   * height map, and they cast a soft shadow. `depth` in pixels is the width of the rounding.
   */
  volume(depth: number, shadow = 0.35): string {
    return this.filter(
      svg`<feGaussianBlur in="SourceAlpha" stdDeviation="${depth}" result="height"/>` +
        svg`<feDiffuseLighting in="height" surfaceScale="${depth * 1.7}" diffuseConstant="1.2" ` +
        `lighting-color="#fffaf0" result="light"><feDistantLight azimuth="235" elevation="54"/></feDiffuseLighting>` +
        `<feComposite in="SourceGraphic" in2="light" operator="arithmetic" k1="0.95" k2="0.14" result="lit"/>` +
        `<feComposite in="lit" in2="SourceAlpha" operator="in" result="solid"/>` +
        svg`<feOffset in="height" dx="${depth * 0.5}" dy="${depth * 0.7}"/>` +
        `<feComponentTransfer result="shadow"><feFuncA type="linear" slope="${shadow}"/></feComponentTransfer>` +
        `<feMerge><feMergeNode in="shadow"/><feMergeNode in="solid"/></feMerge>`,
    );
  }

  toString(): string {
    const size = `width="${this.width}" height="${this.height}"`;
    const definitions = `<defs>${this.definitions.join('')}</defs>`;
    return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${definitions}${this.body.join('')}</svg>`;
  }

  /** The region is the group's bounding box and a margin, which is much quicker than the whole image. */
  private filter(primitives: string): string {
    const attributes = 'x="-0.15" y="-0.15" width="1.3" height="1.3" color-interpolation-filters="sRGB"';
    return this.define((id) => `<filter id="${id}" ${attributes}>${primitives}</filter>`);
  }

  private define(markup: (id: string) => string): string {
    const id = `d${this.definitions.length}`;
    this.definitions.push(markup(id));
    return `url(#${id})`;
  }
}

/** Template tag for markup and path data: numbers get two decimals at most, which is enough for pixels and shares. */
export function svg(parts: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return parts.reduce((text, part, i) => text + brief(values[i - 1]) + part);
}

function brief(value: string | number): string {
  return typeof value === 'number' ? String(Math.round(value * 100) / 100) : value;
}

function stopMarkup([offset, color, opacity = 1]: Stop): string {
  return `<stop offset="${offset}" stop-color="${color}" stop-opacity="${opacity}"/>`;
}
