import type { KindTone, MapKind } from '../../src/core/map/mapKinds';
import type { PointStyle } from '../../src/core/map/drawPoints';

type Rgb = readonly [red: number, green: number, blue: number];

/** How much of a point's own colour stays against the background, by layer. */
const layerShares = [0, 0.16, 0.3, 1] as const;

/** The CSS colour of a tone: the theme's own chart colours, so that every theme tells them apart. */
export function toneColour(tone: KindTone): string {
  switch (tone) {
    case 'quiet':
      return 'color-mix(in srgb, var(--vscode-foreground) 45%, var(--vscode-editor-background))';
    case 'loss-1':
      return 'var(--vscode-charts-blue)';
    case 'loss-2':
      return 'color-mix(in srgb, var(--vscode-charts-blue) 50%, var(--vscode-charts-yellow))';
    case 'loss-3':
      return 'var(--vscode-charts-yellow)';
    case 'loss-4':
      return 'var(--vscode-charts-orange)';
    case 'loss-5':
      return 'var(--vscode-charts-red)';
    default:
      return `var(--vscode-charts-${tone})`;
  }
}

/** Colours of points as pixels of a canvas, read from the theme in force. */
export function pointStyle(kinds: readonly MapKind[], radius: number): PointStyle {
  const probe = document.createElement('span');
  document.body.append(probe);
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const read = (colour: string): Rgb => {
    probe.style.color = '';
    probe.style.color = colour;
    if (!context) return [128, 128, 128];
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = getComputedStyle(probe).color;
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
    return [red, green, blue];
  };
  const background = read('var(--vscode-editor-background)');
  const own = kinds.map(({ tone }) => read(toneColour(tone)));
  probe.remove();
  return {
    shapes: kinds.map(({ shape }) => shape),
    colours: layerShares.map((share) => own.map((colour) => pack(mix(colour, background, share)))),
    radius,
  };
}

function mix(colour: Rgb, background: Rgb, share: number): Rgb {
  const part = (i: 0 | 1 | 2): number => Math.round(colour[i] * share + background[i] * (1 - share));
  return [part(0), part(1), part(2)];
}

/** As the bytes of an ImageData lie in 32 bits of a little-endian machine, which all browsers run on. */
function pack([red, green, blue]: Rgb): number {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}
