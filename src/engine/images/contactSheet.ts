import sharp from 'sharp';
import { escapeXml } from '../../core/training/escapeXml';

export interface SheetTile {
  /** A thumbnail that this program made. */
  readonly picture: Uint8Array;
  /** Two short lines below it, as they are to be shown. */
  readonly caption: readonly [string, string];
}

export interface ContactSheetRequest {
  readonly kind: 'contact-sheet';
  readonly tiles: readonly SheetTile[];
  readonly columns: number;
  /** Above the pictures. */
  readonly title: string;
  readonly format: 'png' | 'jpeg';
}

export interface ContactSheetReply {
  readonly ok: true;
  readonly sheet: Uint8Array;
}

const side = 192;
const gap = 16;
const captionHeight = 38;
const titleHeight = 44;
/** Characters that fit below a picture, about. */
const mostCharacters = 29;

/** Lays thumbnails out in rows with captions, black on white. */
export async function makeContactSheet(request: ContactSheetRequest): Promise<ContactSheetReply> {
  const { tiles, columns, title, format } = request;
  const rows = Math.max(1, Math.ceil(tiles.length / columns));
  const width = gap + columns * (side + gap);
  const height = titleHeight + rows * (side + captionHeight + gap);
  const at = (i: number): { left: number; top: number } => ({
    left: gap + (i % columns) * (side + gap),
    top: titleHeight + Math.floor(i / columns) * (side + captionHeight + gap),
  });
  const pictures = await Promise.all(
    tiles.map(async ({ picture }, i) => {
      const { data, info } = await sharp(picture)
        .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
        .toBuffer({ resolveWithObject: true });
      const { left, top } = at(i);
      return {
        input: data,
        left: left + Math.floor((side - info.width) / 2),
        top: top + Math.floor((side - info.height) / 2),
      };
    }),
  );
  const texts = tiles.flatMap(({ caption }, i) => {
    const { left, top } = at(i);
    return caption.map((line, l) => textLine(shorten(line), left + side / 2, top + side + 16 + 15 * l, l === 0));
  });
  const heading = `<text x="${gap}" y="28" font-size="17" font-weight="600">${escapeXml(title)}</text>`;
  const overlay = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" fill="#1f1f1f">${heading}${texts.join('')}</svg>`;
  const sheet = sharp({ create: { width, height, channels: 3, background: '#fff' } }).composite([
    ...pictures,
    { input: Buffer.from(overlay), left: 0, top: 0 },
  ]);
  const encoded = format === 'png' ? sheet.png() : sheet.jpeg({ quality: 90, chromaSubsampling: '4:4:4' });
  return { ok: true, sheet: await encoded.toBuffer() };
}

function textLine(text: string, x: number, y: number, isStrong: boolean): string {
  const style = isStrong ? 'font-size="12"' : 'font-size="11" fill="#5c5c5c"';
  return `<text x="${x}" y="${y}" text-anchor="middle" ${style}>${escapeXml(text)}</text>`;
}

/** The end of a file name says more than its middle. */
function shorten(text: string): string {
  const characters = [...text];
  if (characters.length <= mostCharacters) return text;
  return `${characters.slice(0, mostCharacters - 10).join('')}…${characters.slice(-9).join('')}`;
}
