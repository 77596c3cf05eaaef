import { mapKinds, type MapKind } from '../map/mapKinds';
import { shapePath } from '../map/pointShapes';
import { escapeName } from './escapeName';
import type { ReportFacts } from './reportFacts';

/** More points make the page heavy and the picture no clearer. */
const mostPoints = 6000;
const side = 760;
const margin = 16;

/** The embedding map as a picture in the page, with its legend. */
export function mapSvg(
  map: NonNullable<ReportFacts['map']>,
  classes: readonly string[],
  format: (n: number) => string,
): string {
  const none = new Float32Array(0);
  const { kinds, of } = mapKinds('class', {
    given: map.given,
    predicted: new Int32Array(0),
    loss: none,
    findings: new Uint32Array(0),
    suspicious: new Uint8Array(0),
  });
  const count = map.x.length;
  const shown = Math.min(count, mostPoints);
  const radius = shown > 2000 ? 2.5 : shown > 300 ? 3.5 : 5;
  const place = (value: number): string => (margin + value * (side - 2 * margin)).toFixed(1);
  const points: string[] = [];
  for (let at = 0; at < shown; at++) {
    const i = Math.floor((at * count) / shown);
    points.push(`<use href="#k${of[i]}" x="${place(map.x[i])}" y="${place(map.y[i])}"/>`);
  }
  const shapes = kinds.map(
    (kind, at) => `<path id="k${at}" class="t-${kind.tone}" d="${shapePath(kind.shape, radius)}"/>`,
  );
  const legend = kinds.filter((kind) => kind.count > 0).map((kind) => legendLine(kind, classes, format));
  return [
    `<svg class="map" viewBox="0 0 ${side} ${side}" role="img" aria-label="Embedding map of ${format(count)} images, coloured by class">`,
    `<defs>${shapes.join('')}</defs>${points.join('')}</svg>`,
    `<ul class="legend">${legend.join('')}</ul>`,
    shown < count ? `<p class="quiet">${format(shown)} of ${format(count)} images are drawn.</p>` : '',
  ].join('\n');
}

function legendLine(
  { name, tone, shape, count }: MapKind,
  classes: readonly string[],
  format: (n: number) => string,
): string {
  const text =
    name.kind === 'class'
      ? escapeName(classes[name.index] ?? '')
      : name.kind === 'other-classes'
        ? 'other classes'
        : 'unsorted';
  const swatch = `<svg viewBox="-6 -6 12 12" aria-hidden="true"><path class="t-${tone}" d="${shapePath(shape, 4)}"/></svg>`;
  return `<li>${swatch}${text} <span class="quiet">${format(count)}</span></li>`;
}
