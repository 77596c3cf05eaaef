import { oklch } from '../color';
import { blob, smooth } from '../paths';
import type { Random } from '../random';
import { circle, drawBokeh, drawGrass, drawPaper } from '../scenery';
import { svg, type SvgCanvas } from '../svgCanvas';

interface Kind {
  readonly cap: 'dome' | 'cone' | 'plate' | 'bell';
  readonly hue: number;
  readonly lightness: number;
  readonly chroma: number;
  readonly spots: boolean;
  readonly skirt: boolean;
}

/** One mushroom or a troop of a kind, on the forest floor or on a naturalist's plate. */
export function drawMushroom(canvas: SvgCanvas, random: Random): void {
  const plate = random.chance(0.15);
  if (plate) drawPaper(canvas, random);
  else drawForest(canvas, random);
  const kind: Kind = {
    cap: random.pick(['dome', 'dome', 'cone', 'plate', 'bell']),
    hue: random.pick([28, 35, 60, 75, 50, 20, 310, 250, 100]) + random.range(-8, 8),
    lightness: random.range(0.45, 0.85),
    chroma: random.range(0.05, 0.2),
    spots: random.chance(0.55),
    skirt: random.chance(0.5),
  };
  const count = random.pick([1, 1, 2, 2, 3, 4, 5]);
  const ground = canvas.height * (plate ? 0.86 : random.range(0.86, 0.96));
  canvas.group(`filter="${canvas.volume(canvas.unit * 0.022)}"`, () => {
    for (let i = 0; i < count; i++) {
      const tall = canvas.unit * (count === 1 ? random.range(0.6, 0.78) : random.range(0.3, 0.66));
      const share = count === 1 ? 0.5 + random.range(-0.1, 0.1) : (i + 0.6 + random.range(-0.25, 0.25)) / (count + 0.2);
      const place = svg`translate(${canvas.width * share} ${ground}) rotate(${random.range(-9, 9)})`;
      canvas.group(`transform="${place}"`, () => drawOne(canvas, random, tall, kind));
    }
  });
  if (!plate)
    drawGrass(
      canvas,
      random,
      canvas.unit * random.range(0.08, 0.26),
      random.int(20, 90),
      random.pick([130, 120, 105, 150]),
    );
}

function drawForest(canvas: SvgCanvas, random: Random): void {
  drawBokeh(canvas, random, random.pick([130, 145, 110, 80, 60, 160]), random.range(0.35, 0.6));
  canvas.group(`filter="${canvas.blur(canvas.unit * 0.018)}"`, () => {
    const trunks = random.int(0, 6);
    for (let i = 0; i < trunks; i++) {
      const width = canvas.unit * random.range(0.04, 0.14);
      canvas.add(
        svg`<rect x="${random.next() * canvas.width}" width="${width}" height="${canvas.height}" fill="${oklch(random.range(0.2, 0.4), 0.03, 60)}" opacity="0.7"/>`,
      );
    }
  });
  const moss = canvas.linear([
    [0, oklch(random.range(0.4, 0.6), 0.1, random.range(75, 140))],
    [1, oklch(0.22, 0.05, 90)],
  ]);
  canvas.add(
    `<path d="${blob(random, canvas.width / 2, canvas.height * 1.12, canvas.width * 0.8, canvas.height * 0.3, 0.06, 13)}" fill="${moss}"/>`,
  );
}

/** A mushroom `tall` pixels high that stands on the origin. */
function drawOne(canvas: SvgCanvas, random: Random, tall: number, kind: Kind): void {
  const stem = tall * random.range(0.06, 0.13);
  const lean = tall * random.range(-0.08, 0.08);
  const capBase = -tall * random.range(0.55, 0.68);
  const skin = canvas.linear(
    [
      [0, oklch(0.82, 0.03, 80)],
      [0.5, oklch(0.95, 0.02, 85)],
      [1, oklch(0.72, 0.05, 70)],
    ],
    { x1: 0, y1: 0, x2: 1, y2: 0 },
  );
  const foot = stem * random.range(1.1, 1.8);
  canvas.add(
    svg`<path d="M${-foot} 4Q${-stem * 0.8} ${capBase * 0.5} ${lean - stem} ${capBase}H${lean + stem}Q${stem} ${capBase * 0.5} ${foot} 4Z" fill="${skin}"/>`,
  );
  if (kind.skirt) {
    const y = capBase * 0.78;
    canvas.add(
      `<path d="${smooth(
        [
          [lean - stem, y],
          [lean + stem, y],
          [lean + stem * 1.9, y + tall * 0.07],
          [lean, y + tall * 0.05],
          [lean - stem * 1.9, y + tall * 0.07],
        ],
        true,
      )}" fill="${oklch(0.93, 0.03, 85)}"/>`,
    );
  }
  drawCap(canvas, random, tall, lean, capBase, kind);
}

function drawCap(canvas: SvgCanvas, random: Random, tall: number, x: number, y: number, kind: Kind): void {
  const wide = tall * { dome: 0.4, cone: 0.3, plate: 0.48, bell: 0.3 }[kind.cap] * random.range(0.85, 1.15);
  const high = tall * { dome: 0.34, cone: 0.42, plate: 0.18, bell: 0.38 }[kind.cap] * random.range(0.9, 1.1);
  const droop = high * random.range(0.1, 0.3);
  const pull = { dome: 1.15, cone: 0.35, plate: 1, bell: 0.8 }[kind.cap];
  const cap = svg`M${x - wide} ${y + droop}C${x - wide * pull} ${y - high * 0.75} ${x - wide * 0.45 * pull} ${y - high} ${x} ${y - high}S${x + wide * pull} ${y - high * 0.75} ${x + wide} ${y + droop}Q${x} ${y + droop * random.range(1.4, 2.4)} ${x - wide} ${y + droop}Z`;
  const gills = svg`<ellipse cx="${x}" cy="${y + droop}" rx="${wide * 0.94}" ry="${droop * 0.9}" fill="${oklch(0.78, 0.05, kind.hue)}"/>`;
  let lines = '';
  for (let i = -9; i <= 9; i++)
    lines += svg`M${x} ${y}L${x + (i / 9) * wide * 0.92} ${y + droop * (1.7 - Math.abs(i / 9))}`;
  canvas.add(
    gills,
    svg`<path d="${lines}" stroke="#4a3020" stroke-opacity="0.35" stroke-width="${tall * 0.005}" fill="none"/>`,
  );
  const light = oklch(Math.min(kind.lightness + 0.14, 0.95), kind.chroma * 0.9, kind.hue + 12);
  const dark = oklch(kind.lightness * 0.72, kind.chroma, kind.hue - 8);
  canvas.add(
    `<path d="${cap}" fill="${canvas.radial(
      [
        [0, light],
        [0.55, oklch(kind.lightness, kind.chroma, kind.hue)],
        [1, dark],
      ],
      0.38,
      0.2,
      0.85,
    )}"/>`,
  );
  if (!kind.spots) return;
  canvas.group(`clip-path="${canvas.clip(cap)}"`, () => {
    const spots = random.int(9, 24);
    for (let i = 0; i < spots; i++) {
      const [sx, sy] = [x + wide * random.range(-0.95, 0.95), y + droop - (high + droop) * random.next()];
      const r = tall * random.range(0.01, 0.035);
      canvas.add(
        random.chance(0.5)
          ? circle(sx, sy, r, '#fdf6e6')
          : `<path d="${blob(random, sx, sy, r * 1.3, r, 0.3, 6)}" fill="#fdf6e6"/>`,
      );
    }
  });
}
