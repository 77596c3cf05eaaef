import { oklch } from '../color';
import { blob, smooth, type Point } from '../paths';
import type { Random } from '../random';
import { circle, drawBokeh, drawGrass, drawPaper } from '../scenery';
import { svg, type SvgCanvas } from '../svgCanvas';

interface Wing {
  readonly outline: string;
  readonly tip: Point;
  readonly eye: Point;
}

/** A butterfly over a meadow or flowers out of focus, or pinned on paper. */
export function drawButterfly(canvas: SvgCanvas, random: Random): void {
  const pinned = random.chance(0.2);
  if (pinned) drawPaper(canvas, random);
  else drawMeadow(canvas, random);
  const span = canvas.unit * random.range(0.36, 0.47);
  const [x, y] = [canvas.width * random.range(0.44, 0.56), canvas.height * random.range(0.44, 0.56)];
  const turn = pinned ? random.range(-4, 4) : random.range(-50, 50);
  // Wings held up look narrower; a different width on each side reads as seen from the side.
  const lift = pinned ? [1, 1] : [random.range(0.55, 1.05), random.range(0.75, 1.05)];
  canvas.group(`filter="${canvas.volume(canvas.unit * 0.012, pinned ? 0.45 : 0.3)}"`, () =>
    canvas.group(svg`transform="translate(${x} ${y}) rotate(${turn})"`, () => drawInsect(canvas, random, span, lift)),
  );
}

function drawMeadow(canvas: SvgCanvas, random: Random): void {
  drawBokeh(canvas, random, random.pick([130, 150, 110, 200, 230, 330, 90]), random.range(0.5, 0.75));
  if (random.chance(0.5)) drawGrass(canvas, random, canvas.unit * random.range(0.2, 0.5), random.int(10, 40));
  const flowers = random.int(0, 7);
  canvas.group(`filter="${canvas.blur(canvas.unit * random.range(0.002, 0.01))}"`, () => {
    for (let i = 0; i < flowers; i++) drawFlower(canvas, random);
  });
}

function drawFlower(canvas: SvgCanvas, random: Random): void {
  const [x, y] = [random.next() * canvas.width, canvas.height * random.range(0.35, 1)];
  const r = canvas.unit * random.range(0.04, 0.11);
  const petals = random.int(5, 11);
  const color = oklch(random.range(0.65, 0.95), 0.14, random.pick([350, 20, 90, 310, 280, 0]));
  canvas.add(
    svg`<path d="M${x} ${y}Q${x + r * 0.5} ${y + r * 3} ${x} ${canvas.height + 9}" fill="none" stroke="${oklch(0.5, 0.12, 135)}" stroke-width="${r * 0.16}"/>`,
  );
  for (let i = 0; i < petals; i++)
    canvas.add(
      svg`<ellipse cx="0" cy="${-r * 0.6}" rx="${(r * 1.9) / petals}" ry="${r * 0.55}" fill="${color}" transform="translate(${x} ${y}) rotate(${(360 * i) / petals})"/>`,
    );
  canvas.add(circle(x, y, r * 0.3, oklch(0.78, 0.15, 80)));
}

/** A butterfly around the origin, head up; `span` is the reach of one wing in pixels. */
function drawInsect(canvas: SvgCanvas, random: Random, span: number, lift: readonly number[]): void {
  const hue = random.range(0, 360);
  const inner = oklch(random.range(0.6, 0.88), random.range(0.1, 0.2), hue);
  const outer = oklch(random.range(0.45, 0.75), random.range(0.1, 0.2), hue + random.range(-60, 60));
  const border = oklch(random.range(0.12, 0.32), 0.04, hue);
  const dots = oklch(random.range(0.85, 0.98), random.range(0.02, 0.14), random.range(0, 360));
  const wings = [hindWing(random, span), foreWing(random, span)];
  const eyes = random.chance(0.35);
  const side = canvas.capture(() => {
    for (const wing of wings) {
      const paint = canvas.radial(
        [
          [0, inner],
          [0.6, inner],
          [1, outer],
        ],
        0.1,
        0.5,
        0.9,
      );
      canvas.add(`<path d="${wing.outline}" fill="${paint}"/>`);
      canvas.group(`clip-path="${canvas.clip(wing.outline)}"`, () =>
        drawMarkings(canvas, random, wing, span, border, dots, eyes),
      );
    }
  });
  for (const [i, direction] of [1, -1].entries())
    canvas.add(svg`<g transform="scale(${direction * lift[i]} 1)">${side}</g>`);
  drawTrunk(canvas, span);
}

function foreWing(random: Random, span: number): Wing {
  const tip: Point = [span * random.range(0.85, 1.02), -span * random.range(0.5, 0.85)];
  const notch = span * random.range(0.55, 0.85);
  const points: Point[] = [
    [0, -span * 0.06],
    [span * 0.42, tip[1] * random.range(0.8, 1)],
    tip,
    [notch, -span * random.range(0.05, 0.2)],
    [span * 0.4, span * 0.06],
    [0, span * 0.05],
  ];
  return { outline: smooth(points, true), tip, eye: [span * 0.55, tip[1] * 0.55] };
}

function hindWing(random: Random, span: number): Wing {
  const tail = random.chance(0.35);
  const low = span * random.range(0.6, 0.8);
  const points: Point[] = [
    [0, 0],
    [span * 0.45, -span * 0.02],
    [span * random.range(0.68, 0.85), span * random.range(0.2, 0.35)],
    [span * random.range(0.5, 0.62), low * 0.82],
    tail ? [span * 0.42, low * 1.35] : [span * 0.4, low],
    [span * 0.3, low * 0.85],
    [span * 0.08, span * 0.35],
  ];
  return { outline: smooth(points, true), tip: [span * 0.5, low], eye: [span * 0.45, low * 0.55] };
}

function drawMarkings(
  canvas: SvgCanvas,
  random: Random,
  wing: Wing,
  span: number,
  border: string,
  dots: string,
  eyes: boolean,
): void {
  let veins = '';
  for (let i = 0; i < 7; i++) {
    const angle = Math.atan2(wing.tip[1], wing.tip[0]) + (i - 3) * 0.22;
    veins += svg`M0 0Q${Math.cos(angle + 0.12) * span * 0.6} ${Math.sin(angle + 0.12) * span * 0.6} ${Math.cos(angle) * span * 1.4} ${Math.sin(angle) * span * 1.4}`;
  }
  canvas.add(
    svg`<path d="${veins}" fill="none" stroke="${border}" stroke-opacity="0.6" stroke-width="${span * 0.012}"/>`,
    svg`<path d="${wing.outline}" fill="none" stroke="${border}" stroke-width="${span * random.range(0.06, 0.2)}"/>`,
  );
  const row = random.int(0, 8);
  for (let i = 0; i < row; i++) {
    const angle = Math.atan2(wing.tip[1], wing.tip[0]) + (i - row / 2) * 0.16;
    const reach = Math.hypot(...wing.tip) * random.range(0.82, 0.92);
    canvas.add(circle(Math.cos(angle) * reach, Math.sin(angle) * reach, span * random.range(0.012, 0.026), dots));
  }
  if (eyes) {
    const r = span * random.range(0.07, 0.13);
    canvas.add(
      circle(...wing.eye, r * 1.5, border),
      circle(...wing.eye, r * 1.1, dots),
      circle(...wing.eye, r * 0.6, border),
    );
  } else if (random.chance(0.5)) {
    canvas.add(`<path d="${blob(random, ...wing.eye, span * 0.16, span * 0.07, 0.3)}" fill="${dots}" opacity="0.8"/>`);
  }
}

function drawTrunk(canvas: SvgCanvas, span: number): void {
  const feeler = svg`Q${span * 0.1} ${-span * 0.4} ${span * 0.26} ${-span * 0.5}`;
  for (const side of [1, -1])
    canvas.add(
      svg`<path d="M0 ${-span * 0.2}${feeler}" transform="scale(${side} 1)" fill="none" stroke="#1c1714" stroke-width="${span * 0.018}" stroke-linecap="round"/>`,
    );
  canvas.add(
    svg`<ellipse cy="${span * 0.2}" rx="${span * 0.04}" ry="${span * 0.3}" fill="#33261e"/>`,
    svg`<ellipse cy="${-span * 0.06}" rx="${span * 0.055}" ry="${span * 0.14}" fill="#40302a"/>`,
    circle(0, -span * 0.22, span * 0.05, '#241c18'),
  );
}
