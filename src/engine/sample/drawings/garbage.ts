import { oklch } from '../color';
import { polygon, smooth, type Point } from '../paths';
import type { Random } from '../random';
import { circle, fill } from '../scenery';
import { svg, type SvgCanvas } from '../svgCanvas';

const grey = (lightness: number): string => oklch(lightness, 0.008, 260);

/** Two dials, a screen and a steering wheel: what a search for "beetle" or "jaguar" brings home. */
export function drawDashboard(canvas: SvgCanvas, random: Random): void {
  const { width, height, unit } = canvas;
  canvas.add(
    fill(
      canvas,
      canvas.linear([
        [0, oklch(random.range(0.5, 0.85), 0.05, random.range(190, 260))],
        [1, grey(0.6)],
      ]),
      height * 0.3,
    ),
  );
  const [lightness, tone, chroma] = [random.range(0.28, 0.6), random.range(30, 280), random.range(0, 0.05)];
  const trim = (lift: number): string => oklch(lightness + lift, chroma, tone);
  const panel = canvas.linear([
    [0, trim(0.1)],
    [0.3, trim(0)],
    [1, trim(-0.1)],
  ]);
  canvas.add(
    svg`<path d="M0 ${height * 0.25}Q${width / 2} ${height * 0.12} ${width} ${height * 0.25}V${height}H0Z" fill="${panel}"/>`,
  );
  const hue = random.pick([20, 60, 140, 220, 200]);
  const radius = unit * random.range(0.15, 0.19);
  const y = height * random.range(0.4, 0.48);
  const left = width * random.range(0.2, 0.28);
  canvas.group(`filter="${canvas.volume(unit * 0.008)}"`, () => {
    for (const x of [left, left + radius * 2.3]) drawDial(canvas, random, x, y, radius, hue);
    const [sx, sw] = [left + radius * 3.7, width * 0.2];
    canvas.add(
      svg`<rect x="${sx}" y="${y - radius}" width="${sw}" height="${radius * 1.5}" rx="6" fill="${oklch(0.35, 0.08, hue + 60)}"/>`,
    );
    for (let i = 0; i < 3; i++) canvas.add(circle(sx + sw * (0.2 + i * 0.3), y + radius, unit * 0.03, grey(0.45)));
    const [wx, wy, wr] = [left + radius * 1.15, height * random.range(0.92, 1.05), unit * random.range(0.4, 0.46)];
    const wheel = oklch(random.pick([0.18, 0.24, 0.5]), 0.04, tone);
    const rim = svg`fill="none" stroke="${wheel}" stroke-width="${unit * 0.06}"`;
    canvas.add(
      svg`<circle cx="${wx}" cy="${wy}" r="${wr}" ${rim}/>`,
      svg`<path d="M${wx - wr} ${wy}H${wx + wr}M${wx} ${wy}V${wy + wr}" ${rim}/>`,
      circle(wx, wy, wr * 0.3, trim(-0.05)),
    );
  });
}

function drawDial(canvas: SvgCanvas, random: Random, x: number, y: number, r: number, hue: number): void {
  canvas.add(circle(x, y, r * 1.06, grey(0.6)), circle(x, y, r, '#0c0c10'));
  for (let i = 0; i <= 20; i++) {
    const angle = ((135 + i * 13.5) * Math.PI) / 180;
    const inner = r * (i % 2 ? 0.86 : 0.76);
    canvas.add(
      svg`<path d="M${x + Math.cos(angle) * inner} ${y + Math.sin(angle) * inner}L${x + Math.cos(angle) * r * 0.94} ${y + Math.sin(angle) * r * 0.94}" stroke="${oklch(0.9, 0.1, hue)}" stroke-width="${r * 0.03}"/>`,
    );
  }
  const needle = ((135 + random.range(20, 250)) * Math.PI) / 180;
  canvas.add(
    svg`<path d="M${x} ${y}L${x + Math.cos(needle) * r * 0.8} ${y + Math.sin(needle) * r * 0.8}" stroke="${oklch(0.65, 0.23, 27)}" stroke-width="${r * 0.06}" stroke-linecap="round"/>`,
    circle(x, y, r * 0.13, grey(0.35)),
  );
}

/** Bars or curves over a grid. */
export function drawChart(canvas: SvgCanvas, random: Random): void {
  const { width, height } = canvas;
  const dark = random.chance(0.3);
  canvas.add(fill(canvas, grey(dark ? 0.2 : 0.99)));
  const [left, right, top, bottom] = [width * 0.1, width * 0.94, height * 0.1, height * 0.88];
  for (let i = 0; i <= 6; i++) {
    const y = top + ((bottom - top) * i) / 6;
    canvas.add(svg`<path d="M${left} ${y}H${right}" stroke="${grey(dark ? 0.35 : 0.85)}"/>`);
  }
  const hue = random.range(0, 360);
  if (random.chance(0.5)) {
    const bars = random.int(5, 14);
    const step = (right - left) / bars;
    for (let i = 0; i < bars; i++) {
      const tall = (bottom - top) * random.range(0.1, 0.95);
      canvas.add(
        svg`<rect x="${left + step * (i + 0.15)}" y="${bottom - tall}" width="${step * 0.7}" height="${tall}" fill="${oklch(0.65, 0.15, hue + (i % 3) * 70)}"/>`,
      );
    }
  } else {
    const lines = random.int(2, 4);
    for (let line = 0; line < lines; line++) {
      let level = random.range(0.2, 0.8);
      const points = Array.from({ length: 16 }, (_, i): Point => {
        level = Math.min(Math.max(level + random.range(-0.14, 0.14), 0.03), 0.97);
        return [left + ((right - left) * i) / 15, bottom - (bottom - top) * level];
      });
      canvas.add(
        `<path d="${smooth(points)}" fill="none" stroke="${oklch(0.6, 0.17, hue + line * 100)}" stroke-width="3"/>`,
      );
    }
  }
  canvas.add(
    svg`<path d="M${left} ${top}V${bottom}H${right}" fill="none" stroke="${grey(dark ? 0.8 : 0.25)}" stroke-width="2"/>`,
  );
}

/** A window with a side bar, lines of "text" and a button: a page that a scraper saved. */
export function drawScreenshot(canvas: SvgCanvas, random: Random): void {
  const { width, height } = canvas;
  const hue = random.range(0, 360);
  canvas.add(fill(canvas, grey(0.97)), fill(canvas, oklch(0.5, 0.12, hue), height * 0.1));
  for (let i = 0; i < 3; i++) canvas.add(circle(width * (0.03 + i * 0.035), height * 0.05, height * 0.015, '#fff'));
  canvas.add(svg`<rect y="${height * 0.1}" width="${width * 0.22}" height="${height}" fill="${grey(0.9)}"/>`);
  const bar = (x: number, y: number, w: number, h: number, color: string): void =>
    canvas.add(svg`<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="2" fill="${color}"/>`);
  for (let i = 0; i < 9; i++)
    bar(width * 0.03, height * (0.16 + i * 0.08), width * random.range(0.07, 0.15), height * 0.022, grey(0.65));
  for (let row = 0; row < 4; row++) {
    const y = height * (0.16 + row * 0.21);
    const picture = random.chance(0.5) ? 0.16 : 0;
    if (picture) bar(width * 0.26, y, width * 0.14, height * 0.15, oklch(0.75, 0.08, hue + row * 60));
    for (let line = 0; line < 4; line++)
      bar(
        width * (0.26 + picture),
        y + height * line * 0.04,
        width * (random.range(0.35, 0.68) - picture),
        height * 0.018,
        grey(line ? 0.7 : 0.35),
      );
  }
  canvas.add(
    `<path d="${polygon([
      [width * 0.7, height * 0.6],
      [width * 0.73, height * 0.67],
      [width * 0.7, height * 0.66],
    ])}" fill="#111"/>`,
  );
}
