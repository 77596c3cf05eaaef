import { oklch } from './color';
import { blob, ridge, smooth } from './paths';
import type { Random } from './random';
import { svg, type SvgCanvas } from './svgCanvas';

export interface Sky {
  readonly night: boolean;
  /** Hue of the light near the horizon, degrees. */
  readonly hue: number;
  /** Lightness near the horizon, 0..1. */
  readonly lightness: number;
}

const skies = [
  { top: [0.62, 0.12, 245], low: [0.88, 0.05, 225], night: false },
  { top: [0.72, 0.09, 230], low: [0.93, 0.04, 95], night: false },
  { top: [0.5, 0.12, 285], low: [0.82, 0.13, 55], night: false },
  { top: [0.58, 0.1, 320], low: [0.87, 0.1, 75], night: false },
  { top: [0.68, 0.02, 240], low: [0.84, 0.015, 220], night: false },
  { top: [0.55, 0.09, 200], low: [0.86, 0.07, 165], night: false },
  { top: [0.22, 0.06, 270], low: [0.42, 0.09, 260], night: true },
  { top: [0.2, 0.07, 300], low: [0.48, 0.12, 20], night: true },
] as const;

export function drawSky(canvas: SvgCanvas, random: Random, horizon: number): Sky {
  const { top, low, night } = random.pick(skies);
  const turn = random.range(-12, 12);
  const upper = oklch(top[0] + random.range(-0.06, 0.06), top[1], top[2] + turn);
  const lower = oklch(low[0] + random.range(-0.05, 0.04), low[1], low[2] + turn);
  const { width, unit } = canvas;
  canvas.add(
    fill(
      canvas,
      canvas.linear([
        [0, upper],
        [1, lower],
      ]),
      horizon + 2,
    ),
  );
  if (night) drawStars(canvas, random, horizon);
  if (random.chance(0.6)) {
    const [x, y, r] = [
      random.range(0.1, 0.9) * width,
      random.range(0.15, 0.85) * horizon,
      random.range(0.05, 0.1) * unit,
    ];
    const glow = canvas.radial([
      [0, '#fff8e0', 0.8],
      [0.3, '#fff0c0', 0.35],
      [1, '#fff0c0', 0],
    ]);
    canvas.add(circle(x, y, r * 4, glow), circle(x, y, r, night ? '#f4f0dc' : '#fffbe8'));
  }
  const clouds = random.int(0, 5);
  canvas.group(`filter="${canvas.blur(unit * 0.008)}"`, () => {
    for (let i = 0; i < clouds; i++) drawCloud(canvas, random, horizon, night);
  });
  return { night, hue: low[2] + turn, lightness: low[0] };
}

function drawStars(canvas: SvgCanvas, random: Random, horizon: number): void {
  for (let i = 0; i < 40; i++) {
    const opacity = random.range(0.3, 0.9);
    canvas.add(
      `<g opacity="${opacity}">${circle(random.range(0, canvas.width), random.range(0, horizon), random.range(0.4, 1.4), '#fff')}</g>`,
    );
  }
}

function drawCloud(canvas: SvgCanvas, random: Random, horizon: number, night: boolean): void {
  const [x, y] = [random.range(0, canvas.width), random.range(0.08, 0.75) * horizon];
  const size = random.range(0.08, 0.2) * canvas.unit;
  const color = night ? oklch(0.42, 0.04, 270) : oklch(random.range(0.9, 0.99), 0.015, 60);
  canvas.group(svg`fill="${color}" opacity="${random.range(0.4, 0.9)}"`, () => {
    for (let i = 0; i < 5; i++) {
      const dx = (i - 2) * size * 0.55;
      const r = size * random.range(0.3, 0.55) * (1 - Math.abs(i - 2) * 0.18);
      canvas.add(svg`<ellipse cx="${x + dx}" cy="${y - r * 0.4}" rx="${r * 1.3}" ry="${r}"/>`);
    }
  });
}

/** Water from `top` to the lower edge, with the sky's light on its waves. */
export function drawSea(canvas: SvgCanvas, random: Random, top: number, sky: Sky): void {
  const hue = random.range(195, 260);
  const light = sky.night ? 0.32 : sky.lightness * random.range(0.68, 0.92);
  const near = oklch(light * 0.66, 0.1, hue);
  const far = oklch(light, random.range(0.03, 0.09), hue + random.range(-25, 15));
  const { width, height } = canvas;
  const water = canvas.linear([
    [0, far],
    [1, near],
  ]);
  canvas.add(svg`<rect y="${top}" width="${width}" height="${height - top + 1}" fill="${water}"/>`);
  const glint = oklch(Math.min(light + 0.22, 0.97), 0.05, sky.hue);
  canvas.group(`fill="none" stroke="${glint}" stroke-linecap="round"`, () => {
    const waves = random.int(25, 70);
    for (let i = 0; i < waves; i++) {
      const depth = random.next() ** 1.4;
      const [x, y] = [random.range(-0.1, 1) * width, top + 2 + depth * (height - top)];
      const length = (0.02 + depth * 0.1) * width;
      const rise = length * 0.12;
      const path = smooth([
        [x, y],
        [x + length * 0.35, y - rise],
        [x + length * 0.65, y + rise * 0.3],
        [x + length, y],
      ]);
      canvas.add(svg`<path d="${path}" stroke-width="${0.6 + depth * 2}" opacity="${random.range(0.15, 0.6)}"/>`);
    }
  });
}

/** One to three ranges of hills, the farthest palest. */
export function drawHills(canvas: SvgCanvas, random: Random, horizon: number, sky: Sky): void {
  const ranges = random.int(1, 3);
  const hue = random.pick([150, 130, 210, 260, 60]);
  for (let i = 0; i < ranges; i++) {
    const share = (i + 1) / ranges;
    const rise = canvas.height * random.range(0.02, 0.12) * (1.3 - share * 0.5);
    const lightness = sky.night ? 0.34 - share * 0.14 : 0.78 - share * 0.25;
    const path = ridge(random, canvas.width, horizon - rise, rise * 0.6, horizon + 2, random.int(5, 12));
    canvas.add(`<path d="${path}" fill="${oklch(lightness, 0.05 * share + 0.02, hue)}"/>`);
  }
}

/** A ground out of focus: soft discs of light in neighbouring hues. */
export function drawBokeh(canvas: SvgCanvas, random: Random, hue: number, lightness: number): void {
  const { width, height, unit } = canvas;
  const around = (spread: number): number => hue + random.range(-spread, spread);
  const upper = oklch(lightness + 0.15, 0.09, around(25));
  const lower = oklch(lightness - 0.15, 0.09, around(25));
  canvas.add(
    fill(
      canvas,
      canvas.linear(
        [
          [0, upper],
          [1, lower],
        ],
        { x1: random.next(), y1: 0, x2: random.next(), y2: 1 },
      ),
    ),
  );
  canvas.group(`filter="${canvas.blur(unit * random.range(0.012, 0.035))}"`, () => {
    const discs = random.int(14, 34);
    for (let i = 0; i < discs; i++) {
      const color = oklch(lightness + random.range(-0.22, 0.3), random.range(0.05, 0.15), around(40));
      const path = blob(random, random.next() * width, random.next() * height, ...sizes(random, unit), 0.1);
      canvas.add(svg`<path d="${path}" fill="${color}" opacity="${random.range(0.2, 0.7)}"/>`);
    }
  });
}

function sizes(random: Random, unit: number): [number, number] {
  const size = unit * random.range(0.03, 0.16);
  return [size, size * random.range(0.7, 1.1)];
}

/** Old paper, as in a naturalist's plates. */
export function drawPaper(canvas: SvgCanvas, random: Random): void {
  const hue = random.range(70, 100);
  const lightness = random.range(0.86, 0.95);
  canvas.add(fill(canvas, oklch(lightness, 0.03, hue)));
  canvas.group(`filter="${canvas.blur(canvas.unit * 0.04)}"`, () => {
    for (let i = 0; i < 7; i++) {
      const [x, y] = [random.next() * canvas.width, random.next() * canvas.height];
      const path = blob(random, x, y, ...sizes(random, canvas.unit * 2), 0.4);
      canvas.add(`<path d="${path}" fill="${oklch(lightness - 0.12, 0.05, hue - 15)}" opacity="0.25"/>`);
    }
  });
}

/** Blades of grass from the lower edge. */
export function drawGrass(canvas: SvgCanvas, random: Random, height: number, blades: number, hue = 135): void {
  for (let i = 0; i < blades; i++) {
    const x = random.range(-0.02, 1.02) * canvas.width;
    const tall = height * random.range(0.4, 1);
    const lean = tall * random.range(-0.5, 0.5);
    const base = canvas.height + 4;
    const half = canvas.unit * random.range(0.004, 0.012);
    const path = svg`M${x - half} ${base}Q${x} ${base - tall * 0.6} ${x + lean} ${base - tall}Q${x + half * 2} ${base - tall * 0.6} ${x + half} ${base}Z`;
    canvas.add(`<path d="${path}" fill="${oklch(random.range(0.38, 0.68), 0.12, hue + random.range(-25, 20))}"/>`);
  }
}

export function circle(cx: number, cy: number, r: number, color: string): string {
  return svg`<circle cx="${cx}" cy="${cy}" r="${r}" fill="${color}"/>`;
}

/** A rectangle over the image's whole width. */
export function fill(canvas: SvgCanvas, color: string, height = canvas.height): string {
  return svg`<rect width="${canvas.width}" height="${height}" fill="${color}"/>`;
}
