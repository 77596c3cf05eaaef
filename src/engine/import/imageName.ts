import { splitName, utf8Length } from '../../core/freeName';

const endings: Readonly<Record<string, string>> = { jpeg: '.jpg', tiff: '.tif' };
const mostBytes = 120;

export function imageEndingOf(format: string): string {
  return endings[format] ?? `.${format}`;
}

/** A plain file name without ending from the last part of an address: letters, digits, `-`, `_` and dots inside. */
export function nameFromUrl(address: string): string {
  const last = URL.canParse(address) ? (new URL(address).pathname.split('/').filter(Boolean).pop() ?? '') : '';
  const stem = splitName(decoded(last).replace(/[/\\]+/g, '-')).stem;
  const plain = stem
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[.-]+|[.-]+$/g, '');
  let kept = '';
  for (const character of plain) {
    if (utf8Length(kept + character) > mostBytes) break;
    kept += character;
  }
  // Names that Windows keeps for devices.
  return kept === '' || /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(kept) ? 'image' : kept;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
