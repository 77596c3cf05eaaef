import { oklch } from '../color';
import { polygon, type Point } from '../paths';
import type { Random } from '../random';
import { circle, drawHills, drawSea, drawSky } from '../scenery';
import { svg, type SvgCanvas } from '../svgCanvas';

/** A sailing boat, rowing boat, fishing boat or steamer at sea. */
export function drawBoat(canvas: SvgCanvas, random: Random): void {
  const horizon = canvas.height * random.range(0.4, 0.68);
  const sky = drawSky(canvas, random, horizon);
  if (random.chance(0.5)) drawHills(canvas, random, horizon, sky);
  drawSea(canvas, random, horizon, sky);
  const length = canvas.width * random.range(0.4, 0.68);
  const x = canvas.width * random.range(0.38, 0.62);
  const y = Math.min(horizon + canvas.height * random.range(0.06, 0.22), canvas.height * 0.84);
  const draw = random.pick([drawSailing, drawSailing, drawSailing, drawRowing, drawFishing, drawSteamer]);
  drawReflection(canvas, random, x, y, length);
  const place = svg`translate(${x} ${y}) rotate(${random.range(-7, 7)}) scale(${random.sign()} 1)`;
  canvas.group(`filter="${canvas.volume(length * 0.016, 0.15)}"`, () =>
    canvas.group(`transform="${place}"`, () => draw(canvas, random, length)),
  );
  drawBowWave(canvas, random, x, y, length);
  if (random.chance(0.5)) drawGulls(canvas, random, horizon);
}

/** A hull of `length` pixels, its waterline through the origin; gives back its height above the water. */
function drawHull(canvas: SvgCanvas, random: Random, length: number, share: number): number {
  const height = length * share * random.range(0.85, 1.2);
  const half = length / 2;
  const hue = random.range(0, 360);
  const lightness = random.range(0.3, 0.92);
  const paint = canvas.linear([
    [0, oklch(lightness, 0.13, hue)],
    [1, oklch(lightness * 0.7, 0.12, hue)],
  ]);
  const stern = -half * random.range(0.8, 0.95);
  const side = svg`M${stern} ${-height * 0.85}Q0 ${-height * 0.62} ${half} ${-height * 1.15}`;
  const hull = svg`${side}Q${half * 0.86} ${-height * 0.3} ${half * 0.7} ${height * 0.35}L${stern * 0.86} ${height * 0.35}Z`;
  canvas.add(`<path d="${hull}" fill="${paint}"/>`);
  const trim = oklch(random.pick([0.95, 0.25, 0.7]), random.range(0, 0.15), hue + 160);
  canvas.add(svg`<path d="${side}" fill="none" stroke="${trim}" stroke-width="${height * random.range(0.1, 0.24)}"/>`);
  canvas.group(`clip-path="${canvas.clip(hull)}"`, () =>
    canvas.add(
      svg`<rect x="${-half}" y="${-height * 0.05}" width="${length}" height="${height}" fill="${oklch(0.35, 0.13, random.pick([25, 150, 260]))}"/>`,
    ),
  );
  return height;
}

function drawSailing(canvas: SvgCanvas, random: Random, length: number): void {
  const mast = Math.min(length * random.range(0.8, 1.15), canvas.height * 0.62);
  const at = length * random.range(-0.05, 0.1);
  canvas.add(
    svg`<rect x="${at - length * 0.01}" y="${-mast}" width="${length * 0.02}" height="${mast}" fill="#5d4130"/>`,
  );
  const hue = random.range(0, 360);
  const light = random.range(0.7, 0.97);
  const chroma = random.pick([0.01, 0.03, 0.14, 0.18]);
  const belly = length * random.range(0.03, 0.1);
  const foot = -length * random.range(0.12, 0.18);
  const main = sail(at - length * 0.02, -mast * 0.96, -length * random.range(0.32, 0.42), foot, belly);
  const jib = sail(
    at + length * 0.03,
    -mast * random.range(0.7, 0.92),
    length * random.range(0.36, 0.46),
    foot * 1.1,
    belly,
  );
  const cloth = canvas.linear(
    [
      [0, oklch(light, chroma, hue)],
      [1, oklch(light * 0.84, chroma, hue)],
    ],
    { x1: 0, y1: 0, x2: 1, y2: 0.4 },
  );
  canvas.add(`<path d="${main}" fill="${cloth}"/>`);
  if (random.chance(0.4)) {
    const stripe = oklch(random.pick([0.4, 0.6]), 0.16, hue + random.pick([0, 180]));
    canvas.group(`clip-path="${canvas.clip(main)}" fill="${stripe}"`, () => {
      for (let i = 1; i < 5; i++)
        canvas.add(svg`<rect x="${-length}" y="${-mast * i * 0.22}" width="${length * 2}" height="${mast * 0.09}"/>`);
    });
  }
  if (random.chance(0.8))
    canvas.add(`<path d="${jib}" fill="${oklch(light * 0.95, chroma * random.range(0, 1.2), hue)}"/>`);
  const flag = polygon([
    [at, -mast],
    [at - length * 0.1, -mast + length * 0.03],
    [at, -mast + length * 0.06],
  ]);
  canvas.add(`<path d="${flag}" fill="${oklch(0.6, 0.2, random.range(0, 360))}"/>`);
  drawHull(canvas, random, length, 0.13);
}

/** A triangle with a swelling free edge; `reach` is signed. */
function sail(x: number, top: number, reach: number, foot: number, belly: number): string {
  const swell = Math.sign(reach) * belly;
  return svg`M${x} ${top}Q${x + reach * 0.55 + swell} ${top * 0.45} ${x + reach} ${foot}Q${x + reach * 0.5} ${foot + belly * 0.6} ${x} ${foot}Z`;
}

function drawRowing(canvas: SvgCanvas, random: Random, length: number): void {
  const person = length * random.range(0.05, 0.07);
  const shirt = oklch(random.range(0.4, 0.8), 0.15, random.range(0, 360));
  const [x, y] = [length * random.range(-0.15, 0.1), -length * 0.16];
  canvas.add(
    svg`<ellipse cx="${x}" cy="${y}" rx="${person * 1.15}" ry="${person * 2}" fill="${shirt}"/>`,
    circle(x, y - person * 2.6, person, oklch(random.range(0.5, 0.85), 0.07, 60)),
    svg`<ellipse cx="${x}" cy="${y - person * 3.2}" rx="${person * 1.7}" ry="${person * 0.4}" fill="#d9b86a"/>`,
  );
  drawHull(canvas, random, length, 0.13);
  for (const slant of [random.range(0.2, 0.35), -random.range(0.1, 0.3)]) {
    const end: Point = [x + length * slant, length * 0.09];
    canvas.add(
      svg`<path d="M${x} ${y}L${end[0]} ${end[1]}" stroke="#8a6238" stroke-width="${length * 0.014}"/>`,
      svg`<ellipse cx="${end[0]}" cy="${end[1]}" rx="${length * 0.04}" ry="${length * 0.015}" fill="#a87a48"/>`,
    );
  }
}

function drawFishing(canvas: SvgCanvas, random: Random, length: number): void {
  const cabin = {
    x: -length * random.range(0.05, 0.3),
    width: length * random.range(0.2, 0.28),
    top: -length * random.range(0.3, 0.4),
  };
  const wall = oklch(random.range(0.8, 0.97), 0.04, random.range(0, 360));
  const boom = oklch(0.4, 0.05, 60);
  canvas.add(
    svg`<path d="M${length * 0.2} 0V${-length * 0.55}L${length * 0.42} ${-length * 0.18}M${length * 0.2} ${-length * 0.5}L${cabin.x} ${cabin.top}" fill="none" stroke="${boom}" stroke-width="${length * 0.016}"/>`,
    svg`<rect x="${cabin.x}" y="${cabin.top}" width="${cabin.width}" height="${-cabin.top}" fill="${wall}"/>`,
    svg`<rect x="${cabin.x - length * 0.02}" y="${cabin.top - length * 0.03}" width="${cabin.width + length * 0.04}" height="${length * 0.04}" fill="${oklch(0.5, 0.15, random.range(0, 360))}"/>`,
  );
  for (let i = 0; i < 2; i++)
    canvas.add(
      svg`<rect x="${cabin.x + cabin.width * (0.12 + i * 0.45)}" y="${cabin.top * 0.85}" width="${cabin.width * 0.3}" height="${length * 0.06}" rx="2" fill="#26384a"/>`,
    );
  drawHull(canvas, random, length, 0.17);
}

function drawSteamer(canvas: SvgCanvas, random: Random, length: number): void {
  const funnels = random.int(1, 3);
  const paint = oklch(random.range(0.45, 0.65), 0.17, random.pick([25, 40, 90, 250]));
  for (let i = 0; i < funnels; i++) {
    const x = -length * 0.2 + i * length * 0.15;
    const top = -length * 0.42;
    for (let puff = 0; puff < 4; puff++)
      canvas.add(
        `<g opacity="0.5">${circle(x - puff * length * 0.07, top - length * (0.04 + puff * 0.045), length * (0.03 + puff * 0.014), '#e8e4e0')}</g>`,
      );
    canvas.add(
      `<path d="${polygon([
        [x, top],
        [x + length * 0.08, top],
        [x + length * 0.09, 0],
        [x - length * 0.01, 0],
      ])}" fill="${paint}"/>`,
      svg`<rect x="${x}" y="${top}" width="${length * 0.08}" height="${length * 0.05}" fill="#22222a"/>`,
    );
  }
  for (const deck of [0, 1]) {
    const [left, width] = [-length * (0.34 - deck * 0.05), length * (0.62 - deck * 0.12)];
    const top = -length * (0.2 + deck * 0.08);
    canvas.add(svg`<rect x="${left}" y="${top}" width="${width}" height="${length * 0.1}" fill="#f3efe6"/>`);
    for (let i = 0; i < 9; i++)
      canvas.add(circle(left + (width * (i + 0.5)) / 9, top + length * 0.04, length * 0.014, '#2b3f55'));
  }
  drawHull(canvas, random, length, 0.15);
}

function drawReflection(canvas: SvgCanvas, random: Random, x: number, y: number, length: number): void {
  canvas.group(`filter="${canvas.blur(length * 0.02)}" fill="#0c1a28" opacity="0.4"`, () => {
    for (let i = 0; i < 5; i++) {
      const half = length * (0.48 - i * 0.05);
      canvas.add(
        svg`<ellipse cx="${x + random.range(-0.03, 0.03) * length}" cy="${y + length * (0.03 + i * 0.035)}" rx="${half}" ry="${length * 0.022}"/>`,
      );
    }
  });
}

function drawBowWave(canvas: SvgCanvas, random: Random, x: number, y: number, length: number): void {
  canvas.group(`filter="${canvas.blur(length * 0.006)}" fill="#f4fbff"`, () => {
    for (let i = 0; i < 26; i++) {
      const along = random.range(-0.52, 0.52) * length;
      const size = length * random.range(0.006, 0.022);
      canvas.add(
        svg`<ellipse cx="${x + along}" cy="${y + length * 0.035 + random.range(-1, 1) * size}" rx="${size * 2.2}" ry="${size * 0.6}" opacity="${random.range(0.3, 0.9)}"/>`,
      );
    }
  });
}

export function drawGulls(canvas: SvgCanvas, random: Random, horizon: number): void {
  const gulls = random.int(1, 6);
  for (let i = 0; i < gulls; i++) {
    const [x, y, s] = [
      random.next() * canvas.width,
      random.range(0.08, 0.8) * horizon,
      canvas.unit * random.range(0.012, 0.035),
    ];
    canvas.add(
      svg`<path d="M${x - s} ${y - s * 0.3}Q${x - s * 0.4} ${y - s * 0.7} ${x} ${y}Q${x + s * 0.4} ${y - s * 0.7} ${x + s} ${y - s * 0.3}" fill="none" stroke="#fff" stroke-width="${s * 0.18}"/>`,
    );
  }
}
