import { oklch } from '../color';
import { blob, polygon, ridge } from '../paths';
import type { Random } from '../random';
import { circle, drawGrass, drawHills, drawSea, drawSky, type Sky } from '../scenery';
import { svg, type SvgCanvas } from '../svgCanvas';
import { drawGulls } from './boat';

/** A striped tower on a cliff, with or without keeper's house, by day or night. */
export function drawLighthouse(canvas: SvgCanvas, random: Random): void {
  const { width, height, unit } = canvas;
  const horizon = height * random.range(0.55, 0.8);
  const sky = drawSky(canvas, random, horizon);
  if (random.chance(0.4)) drawHills(canvas, random, horizon, sky);
  drawSea(canvas, random, horizon, sky);
  const x = width * random.range(0.28, 0.72);
  const tall = height * random.range(0.52, 0.72);
  const base = Math.min(height * random.range(0.82, 0.93), height - 8);
  drawCliff(canvas, random, x, base, sky);
  if (sky.night) drawBeam(canvas, random, x, base - tall * 0.92);
  canvas.group(`filter="${canvas.volume(unit * 0.014, 0.25)}"`, () => {
    if (random.chance(0.6))
      drawHouse(canvas, random, x + random.sign() * tall * random.range(0.2, 0.3), base + 4, tall * 0.22);
    const place = svg`translate(${x} ${base}) rotate(${random.range(-2, 2)})`;
    canvas.group(`transform="${place}"`, () => drawTower(canvas, random, tall, sky));
  });
  if (random.chance(0.5)) drawGrass(canvas, random, unit * random.range(0.06, 0.14), random.int(20, 70), 120);
  if (random.chance(0.5)) drawGulls(canvas, random, horizon);
}

function drawCliff(canvas: SvgCanvas, random: Random, x: number, base: number, sky: Sky): void {
  const dim = sky.night ? 0.5 : 1;
  const hue = random.pick([60, 120, 130, 40, 260]);
  const stone = canvas.linear([
    [0, oklch(0.6 * dim, 0.07, hue)],
    [1, oklch(0.3 * dim, 0.04, hue - 20)],
  ]);
  const wide = canvas.width * random.range(0.4, 0.85);
  const path = random.chance(0.3)
    ? ridge(random, canvas.width, base + 4, 6, canvas.height)
    : blob(random, x, canvas.height * 1.08, wide, canvas.height * 1.08 - base + 10, 0.07, 15);
  canvas.add(`<path d="${path}" fill="${stone}"/>`);
  canvas.group(`clip-path="${canvas.clip(path)}"`, () => {
    for (let i = 0; i < 26; i++) {
      const size = canvas.unit * random.range(0.015, 0.06);
      const rock = blob(
        random,
        random.next() * canvas.width,
        random.range(base, canvas.height),
        size * 1.5,
        size,
        0.3,
        6,
      );
      canvas.add(`<path d="${rock}" fill="${oklch(random.range(0.25, 0.7) * dim, 0.05, hue)}" opacity="0.5"/>`);
    }
  });
}

function drawBeam(canvas: SvgCanvas, random: Random, x: number, y: number): void {
  const turn = random.range(-14, 14);
  canvas.group(`filter="${canvas.blur(canvas.unit * 0.012)}" fill="#fff2b0"`, () => {
    for (const side of [-1, 1]) {
      const far = canvas.width * 0.9;
      const path = polygon([
        [0, -3],
        [side * far, -far * 0.1],
        [side * far, far * 0.1],
        [0, 3],
      ]);
      canvas.add(
        svg`<path d="${path}" opacity="${side < 0 ? 0.5 : 0.32}" transform="translate(${x} ${y}) rotate(${turn})"/>`,
      );
    }
  });
}

/** A tower `tall` pixels high that stands on the origin. */
function drawTower(canvas: SvgCanvas, random: Random, tall: number, sky: Sky): void {
  const foot = tall * random.range(0.12, 0.17);
  const neck = foot * random.range(0.55, 0.75);
  const top = -tall * 0.78;
  const dim = sky.night ? 0.72 : 1;
  const hue = random.pick([27, 27, 20, 250, 150, 85, 300, 0]);
  const paint = oklch(random.range(0.35, 0.6) * dim, 0.17, hue);
  const wall = oklch(random.range(0.9, 0.98) * dim, 0.015, 80);
  const tower = polygon([
    [-foot, 6],
    [-neck, top],
    [neck, top],
    [foot, 6],
  ]);
  canvas.add(`<path d="${tower}" fill="${wall}"/>`);
  canvas.group(`clip-path="${canvas.clip(tower)}" fill="${paint}"`, () => drawStripes(canvas, random, tall, foot));
  const shade = canvas.linear(
    [
      [0, '#fff', 0.15],
      [0.35, '#fff', 0],
      [1, '#000018', 0.42],
    ],
    { x1: 0, y1: 0, x2: 1, y2: 0 },
  );
  canvas.add(`<path d="${tower}" fill="${shade}"/>`);
  for (let i = 0; i < 3; i++)
    canvas.add(
      svg`<rect x="${-foot * 0.12}" y="${-tall * (0.2 + i * 0.2)}" width="${foot * 0.24}" height="${foot * 0.4}" rx="${foot * 0.1}" fill="${sky.night ? '#ffdf80' : '#26303c'}"/>`,
    );
  canvas.add(
    svg`<path d="M${-foot * 0.25} 6V${-foot * 0.6}a${foot * 0.25} ${foot * 0.25} 0 0 1 ${foot * 0.5} 0V6Z" fill="#4a3226"/>`,
  );
  drawLantern(canvas, random, tall, neck, top, paint);
}

function drawStripes(canvas: SvgCanvas, random: Random, tall: number, foot: number): void {
  const kind = random.pick(['bands', 'bands', 'spiral', 'plain', 'halves']);
  const bands = random.int(2, 5);
  for (let i = 0; i < bands && kind !== 'plain'; i++) {
    const y = -tall * 0.78 + (tall * 0.84 * (i + 0.25)) / bands;
    const height = (tall * 0.42) / bands;
    const slant = kind === 'spiral' ? height * 1.3 : 0;
    if (kind === 'halves' && i > 0) break;
    const thick = kind === 'halves' ? tall * 0.4 : height;
    canvas.add(
      `<path d="${polygon([
        [-foot * 1.2, y + slant],
        [foot * 1.2, y - slant],
        [foot * 1.2, y + thick - slant],
        [-foot * 1.2, y + thick + slant],
      ])}"/>`,
    );
  }
}

function drawLantern(canvas: SvgCanvas, random: Random, tall: number, neck: number, top: number, paint: string): void {
  const room = neck * 0.72;
  const high = tall * 0.1;
  const roof = random.chance(0.5)
    ? polygon([
        [-room * 1.25, top - high],
        [0, top - high - tall * 0.1],
        [room * 1.25, top - high],
      ])
    : svg`M${-room * 1.2} ${top - high}a${room * 1.2} ${room * 1.2} 0 0 1 ${room * 2.4} 0Z`;
  canvas.add(
    svg`<rect x="${-room}" y="${top - high}" width="${room * 2}" height="${high}" fill="#ffe9a0"/>`,
    circle(0, top - high * 0.5, room * 0.45, '#fffdf0'),
    svg`<path d="M${-room} ${top - high}V${top}M${-room * 0.35} ${top - high}V${top}M${room * 0.35} ${top - high}V${top}M${room} ${top - high}V${top}" stroke="#22262e" stroke-width="${room * 0.12}"/>`,
    `<path d="${roof}" fill="${paint}"/>`,
    svg`<rect x="${-neck * 1.45}" y="${top - 2}" width="${neck * 2.9}" height="${tall * 0.025}" fill="#2a2d35"/>`,
    svg`<rect x="${-neck * 1.4}" y="${top - tall * 0.035}" width="${neck * 2.8}" height="${tall * 0.008}" fill="#2a2d35"/>`,
  );
}

function drawHouse(canvas: SvgCanvas, random: Random, x: number, base: number, size: number): void {
  const half = size * random.range(0.5, 0.75);
  const wall = oklch(random.range(0.75, 0.95), 0.04, random.range(0, 360));
  const roof = oklch(random.range(0.35, 0.6), 0.13, random.pick([25, 40, 250, 150]));
  canvas.add(
    svg`<rect x="${x - half}" y="${base - size * 0.55}" width="${half * 2}" height="${size * 0.55}" fill="${wall}"/>`,
    `<path d="${polygon([
      [x - half * 1.15, base - size * 0.53],
      [x, base - size],
      [x + half * 1.15, base - size * 0.53],
    ])}" fill="${roof}"/>`,
    svg`<rect x="${x - half * 0.6}" y="${base - size * 0.4}" width="${half * 0.4}" height="${size * 0.18}" fill="#2c3a4a"/>`,
    svg`<rect x="${x + half * 0.2}" y="${base - size * 0.38}" width="${half * 0.42}" height="${size * 0.38}" fill="#59402e"/>`,
  );
}
