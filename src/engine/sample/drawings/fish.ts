import { oklch } from '../color';
import { blob, polygon, smooth, type Point } from '../paths';
import { Random } from '../random';
import { circle, drawPaper, fill } from '../scenery';
import { svg, type SvgCanvas } from '../svgCanvas';

/** One fish or a few of a kind, under water or on a naturalist's plate. */
export function drawFish(canvas: SvgCanvas, random: Random): void {
  const plate = random.chance(0.15);
  if (plate) drawPaper(canvas, random);
  else drawUnderwater(canvas, random);
  const count = plate ? 1 : random.pick([1, 1, 1, 1, 2, 3, 4]);
  const length = canvas.width * (count === 1 ? random.range(0.55, 0.82) : random.range(0.3, 0.42));
  const kind = `${random.next()}`;
  const facing = random.sign();
  canvas.group(`filter="${canvas.volume(length * 0.035, plate ? 0.25 : 0.3)}"`, () => {
    for (let i = 0; i < count; i++) {
      const spread = count === 1 ? 0.06 : 0.28;
      const x = canvas.width * (0.5 + random.range(-spread, spread));
      const y = canvas.height * (count === 1 ? 0.5 + random.range(-0.08, 0.08) : (i + 0.7) / (count + 0.4));
      const turn = random.range(-18, 18);
      const place = svg`translate(${x} ${y}) rotate(${turn}) scale(${facing} 1)`;
      canvas.group(`transform="${place}"`, () => drawBody(canvas, length * random.range(0.85, 1.1), kind));
    }
  });
  if (!plate) drawBubbles(canvas, random);
}

function drawUnderwater(canvas: SvgCanvas, random: Random): void {
  const { width, height, unit } = canvas;
  const hue = random.pick([200, 215, 235, 180, 165, 255, 285]) + random.range(-10, 10);
  const light = random.range(0.5, 0.85);
  const water = canvas.linear([
    [0, oklch(light, 0.1, hue)],
    [1, oklch(light * 0.5, 0.09, hue + 15)],
  ]);
  canvas.add(fill(canvas, water));
  canvas.group(`filter="${canvas.blur(unit * 0.02)}" fill="#fff"`, () => {
    const rays = random.int(2, 6);
    for (let i = 0; i < rays; i++) {
      const [x, w, slant] = [random.range(0, width), random.range(0.02, 0.1) * width, random.range(-0.4, 0.1) * width];
      const ray = polygon([
        [x, -9],
        [x + w, -9],
        [x + w * 2.4 + slant, height],
        [x + slant, height],
      ]);
      canvas.add(svg`<path d="${ray}" opacity="${random.range(0.1, 0.25)}"/>`);
    }
  });
  const floor = height * random.range(0.8, 0.95);
  if (random.chance(0.6)) {
    const sand = canvas.linear([
      [0, oklch(light * 0.95, 0.06, 85)],
      [1, oklch(light * 0.6, 0.06, 70)],
    ]);
    canvas.add(`<path d="${blob(random, width / 2, height, width * 0.75, height - floor + 8, 0.08)}" fill="${sand}"/>`);
  }
  canvas.group(`filter="${canvas.blur(unit * random.range(0.002, 0.012))}" fill="none" stroke-linecap="round"`, () => {
    // Widens the filter's region: a lone thin plant would be cut off at the sides.
    canvas.add(svg`<rect width="${width}" height="${height}"/>`);
    const weeds = random.int(0, 14);
    for (let i = 0; i < weeds; i++) drawWeed(canvas, random, light);
  });
}

function drawWeed(canvas: SvgCanvas, random: Random, light: number): void {
  const x = random.next() * canvas.width;
  const tall = canvas.height * random.range(0.15, 0.6);
  const sway = canvas.unit * random.range(0.01, 0.05);
  const points = Array.from({ length: 7 }, (_, i): Point => [
    x + Math.sin(i * 1.7 + x) * sway,
    canvas.height + 5 - (tall * i) / 6,
  ]);
  const color = oklch(light * random.range(0.5, 0.9), 0.13, random.pick([140, 155, 120, 20, 340, 60]));
  canvas.add(
    svg`<path d="${smooth(points)}" stroke="${color}" stroke-width="${canvas.unit * random.range(0.01, 0.035)}"/>`,
  );
}

function drawBubbles(canvas: SvgCanvas, random: Random): void {
  const bubbles = random.int(0, 14);
  for (let i = 0; i < bubbles; i++) {
    const [x, y, r] = [
      random.next() * canvas.width,
      random.next() * canvas.height,
      canvas.unit * random.range(0.004, 0.018),
    ];
    canvas.add(
      circle(
        x,
        y,
        r,
        canvas.radial([
          [0, '#fff', 0.05],
          [0.8, '#fff', 0.25],
          [1, '#fff', 0.7],
        ]),
      ),
    );
  }
}

/** A fish of `length` pixels around the origin, its nose to the right; fish of one `kind` look alike. */
function drawBody(canvas: SvgCanvas, length: number, kind: string): void {
  // A generator of their own, so that every fish of a shoal comes from the same numbers.
  const random = new Random(kind);
  const half = length * 0.36;
  const tall = half * random.range(0.38, 0.95);
  const arch = random.range(0.8, 1.2);
  const hue = random.range(0, 360);
  const accent = hue + random.pick([30, -40, 120, 180, 150]);
  const skin = {
    back: oklch(random.range(0.42, 0.68), 0.16, hue),
    belly: oklch(random.range(0.8, 0.95), 0.07, hue + 20),
  };
  const fin = oklch(random.range(0.5, 0.8), 0.15, accent);
  const outline: Point[] = [
    [half, 0],
    [half * 0.72, -tall * 0.45 * arch],
    [half * 0.2, -tall * arch * 0.95],
    [-half * 0.4, -tall * 0.62],
    [-half * 0.98, -tall * 0.18],
    [-half * 0.98, tall * 0.18],
    [-half * 0.4, tall * 0.6],
    [half * 0.2, tall * 0.9],
    [half * 0.72, tall * 0.5],
  ];
  const body = smooth(outline, true);
  drawFins(canvas, random, half, tall, fin);
  const shade = canvas.linear([
    [0, skin.back],
    [0.45, skin.back],
    [1, skin.belly],
  ]);
  canvas.add(`<path d="${body}" fill="${shade}"/>`);
  canvas.group(`clip-path="${canvas.clip(body)}"`, () => drawPattern(canvas, random, half, tall, accent));
  drawFace(canvas, random, half, tall, fin);
}

function drawFins(canvas: SvgCanvas, random: Random, half: number, tall: number, color: string): void {
  const spread = tall * random.range(0.6, 1.2);
  const fork = half * random.range(0.05, 0.4);
  const end = -half * random.range(1.35, 1.6);
  const root = -half * 0.86;
  const tail = svg`M${root} ${-tall * 0.16}Q${root - half * 0.2} ${-spread * 0.5} ${end} ${-spread}Q${end + fork * 0.6} ${-spread * 0.3} ${end + fork} 0Q${end + fork * 0.6} ${spread * 0.3} ${end} ${spread}Q${root - half * 0.2} ${spread * 0.5} ${root} ${tall * 0.16}Z`;
  const rise = tall * random.range(1.2, 1.75);
  const sweep = half * random.range(0.1, 0.5);
  const dorsal = smooth(
    [
      [half * 0.35, -tall * 0.75],
      [half * 0.1 - sweep * 0.3, -rise],
      [-half * 0.3 - sweep, -rise * 0.88],
      [-half * 0.62, -tall * 0.38],
    ],
    true,
  );
  const anal = smooth(
    [
      [half * 0.05, tall * 0.7],
      [-half * 0.2 - sweep * 0.4, rise * 0.9],
      [-half * 0.55 - sweep * 0.4, rise * 0.75],
      [-half * 0.6, tall * 0.35],
    ],
    true,
  );
  canvas.add(`<path d="${tail}${dorsal}${anal}" fill="${color}" fill-rule="nonzero"/>`);
  canvas.group(svg`stroke="#000" stroke-opacity="0.16" stroke-width="${half * 0.012}"`, () => {
    for (let i = -4; i <= 4; i++)
      canvas.add(
        svg`<path d="M${root} ${i * tall * 0.03}L${end + fork * (1 - Math.abs(i) / 4)} ${(i / 4.6) * spread}"/>`,
      );
    for (let i = 0; i < 7; i++) {
      const x = half * (0.25 - i * 0.13);
      canvas.add(svg`<path d="M${x} ${-tall * 0.7}L${x - sweep * 0.5} ${-rise * 0.92}"/>`);
    }
  });
}

function drawPattern(canvas: SvgCanvas, random: Random, half: number, tall: number, hue: number): void {
  const color = oklch(random.pick([0.25, 0.4, 0.75, 0.95]), random.range(0.03, 0.17), hue);
  const kind = random.pick(['bars', 'spots', 'band', 'scales', 'mask']);
  const opacity = random.range(0.55, 0.95);
  canvas.group(svg`fill="${color}" opacity="${opacity}"`, () => {
    if (kind === 'bars') {
      const bars = random.int(2, 6);
      for (let i = 0; i < bars; i++) {
        const x = half * (0.55 - (i * 1.35) / bars);
        canvas.add(`<path d="${blob(random, x, 0, half * random.range(0.05, 0.11), tall * 1.2, 0.2, 7)}"/>`);
      }
    } else if (kind === 'spots') {
      const spots = random.int(14, 40);
      for (let i = 0; i < spots; i++) {
        const r = half * random.range(0.02, 0.07);
        canvas.add(circle(half * random.range(-0.85, 0.55), tall * random.range(-0.9, 0.7), r, color));
      }
    } else if (kind === 'band') {
      const y = tall * random.range(-0.25, 0.1);
      canvas.add(`<path d="${blob(random, -half * 0.1, y, half * 1.2, tall * random.range(0.1, 0.28), 0.1, 11)}"/>`);
    } else if (kind === 'mask') {
      canvas.add(`<path d="${blob(random, half * 0.85, 0, half * 0.42, tall * 1.2, 0.12)}"/>`);
      canvas.add(`<path d="${blob(random, -half * 0.85, 0, half * 0.35, tall * 1.2, 0.12)}"/>`);
    }
  });
  if (kind === 'scales' || random.chance(0.4)) drawScales(canvas, half, tall);
}

function drawScales(canvas: SvgCanvas, half: number, tall: number): void {
  const step = half * 0.13;
  let path = '';
  for (let row = -8; row <= 8; row++)
    for (let column = -8; column <= 4; column++) {
      const [x, y] = [column * step + (row % 2) * step * 0.5, row * step * 0.62];
      if (Math.abs(y) < tall) path += svg`M${x} ${y}q${-step * 0.55} ${step * 0.4} 0 ${step * 0.8}`;
    }
  canvas.add(svg`<path d="${path}" fill="none" stroke="#000" stroke-opacity="0.2" stroke-width="${half * 0.014}"/>`);
}

function drawFace(canvas: SvgCanvas, random: Random, half: number, tall: number, fin: string): void {
  const eye = half * random.range(0.07, 0.12);
  const [x, y] = [half * 0.64, -tall * 0.2];
  const gill = svg`M${half * 0.42} ${-tall * 0.42}Q${half * 0.26} 0 ${half * 0.42} ${tall * 0.42}`;
  const mouth = svg`M${half * 0.98} ${tall * 0.08}Q${half * 0.86} ${tall * 0.16} ${half * 0.8} ${tall * 0.22}`;
  canvas.add(
    svg`<path d="${gill}${mouth}" fill="none" stroke="#1a1420" stroke-opacity="0.45" stroke-width="${half * 0.025}"/>`,
    `<path d="${blob(random, half * 0.12, tall * 0.2, half * 0.2, tall * 0.22, 0.2, 6)}" fill="${fin}" opacity="0.9"/>`,
    circle(x, y, eye, '#fbf7ea'),
    circle(x + eye * 0.15, y, eye * 0.62, '#15121a'),
    circle(x + eye * 0.3, y - eye * 0.28, eye * 0.2, '#fff'),
  );
}
