/** Formats that are read. */
export type ImageFormat = 'jpeg' | 'png' | 'webp' | 'gif' | 'bmp' | 'tiff' | 'avif';

export type Sniffed =
  | { readonly kind: 'image'; readonly format: ImageFormat }
  /** An image format that is known and not read. */
  | { readonly kind: 'unsupported'; readonly name: string }
  | { readonly kind: 'other'; readonly name: string };

/** Bytes of the file's start that suffice to tell the format. */
export const sniffBytes = 512;

type Test = readonly [sniffed: Sniffed, at: number, magic: string];

const image = (format: ImageFormat): Sniffed => ({ kind: 'image', format });
const unsupported = (name: string): Sniffed => ({ kind: 'unsupported', name });
const other = (name: string): Sniffed => ({ kind: 'other', name });

/** Magic numbers as latin-1 text; the first that fits decides. */
const tests: readonly Test[] = [
  [image('jpeg'), 0, '\xff\xd8\xff'],
  [image('png'), 0, '\x89PNG\r\n\x1a\n'],
  [image('gif'), 0, 'GIF87a'],
  [image('gif'), 0, 'GIF89a'],
  [unsupported('Canon raw'), 8, 'CR\x02'],
  [image('tiff'), 0, 'II*\0'],
  [image('tiff'), 0, 'MM\0*'],
  [image('tiff'), 0, 'II+\0'],
  [image('tiff'), 0, 'MM\0+'],
  [unsupported('JPEG 2000'), 0, '\0\0\0\x0cjP  \r\n\x87\n'],
  [unsupported('JPEG 2000'), 0, '\xff\x4f\xff\x51'],
  [unsupported('JPEG XL'), 0, '\xff\x0a'],
  [unsupported('JPEG XL'), 0, '\0\0\0\x0cJXL '],
  [unsupported('Photoshop'), 0, '8BPS'],
  [unsupported('Icon (ico)'), 0, '\0\0\x01\0'],
  [unsupported('DirectDraw surface'), 0, 'DDS '],
  [unsupported('OpenEXR'), 0, 'v/1\x01'],
  [unsupported('Radiance HDR'), 0, '#?RADIANCE'],
  [unsupported('QOI'), 0, 'qoif'],
  [unsupported('FITS'), 0, 'SIMPLE  ='],
  [other('a PDF document'), 0, '%PDF'],
  [other('a zip archive'), 0, 'PK\x03\x04'],
  [other('a gzip archive'), 0, '\x1f\x8b'],
  [other('a Parquet table'), 0, 'PAR1'],
  [other('a program'), 0, '\x7fELF'],
  [other('an MP4 video'), 4, 'ftypisom'],
  [other('an MP4 video'), 4, 'ftypmp4'],
  [other('a Matroska video'), 0, '\x1aE\xdf\xa3'],
  [other('a Git LFS pointer: the image itself was not downloaded'), 0, 'version https://git-lfs'],
];

const heicBrands = /heic|heix|heim|heis|hevc|hevx|hevm|hevs|mif1|msf1/;
const bmpHeaderSizes = new Set([12, 16, 40, 52, 56, 64, 108, 124]);

/** Tells what a file is from its first bytes; the ending does not count. */
export function sniff(head: Buffer): Sniffed {
  const text = head.toString('latin1', 0, sniffBytes);
  const match = tests.find(([, at, magic]) => text.startsWith(magic, at));
  if (match) return match[0];
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return image('webp');
  if (text.startsWith('BM') && head.length >= 18 && bmpHeaderSizes.has(head.readUInt32LE(14))) return image('bmp');
  if (text.startsWith('ftyp', 4)) return sniffBoxes(head, text);
  if (/^P[1-7][\s#]/.test(text)) return unsupported('PNM (ppm, pgm, pbm)');
  return sniffText(text);
}

function sniffBoxes(head: Buffer, text: string): Sniffed {
  const brands = text.slice(8, Math.min(head.readUInt32BE(0), 256));
  if (/avif|avis/.test(brands)) return image('avif');
  if (heicBrands.test(brands)) return unsupported('HEIC');
  return other('a video or other media container');
}

function sniffText(text: string): Sniffed {
  const start = text
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart()
    .toLowerCase();
  if (/^(<\?xml[^>]*>\s*)?(<!--[^]*?-->\s*)*(<!doctype svg[^>]*>\s*)?<svg[\s>/]/.test(start)) return unsupported('SVG');
  if (/^(<!--[^]*?-->\s*)?<(!doctype html|html|head|body)/.test(start)) return other('a web page (HTML)');
  if (/^<\?xml/.test(start)) return start.includes('<svg') ? unsupported('SVG') : other('XML text');
  if (text.length > 0 && /^\0*$/.test(text)) return other('nothing but zeros');
  if (/^[\t\n\r\x20-\x7e]+$/.test(text)) return other('text');
  return other('data of an unknown kind');
}
