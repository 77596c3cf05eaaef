import { messageOf } from '../../core/messageOf';
import { cutOff, NoImageError, unreadable } from './unreadable';

const names: Readonly<Record<string, string>> = {
  jpeg: 'JPEG',
  png: 'PNG',
  webp: 'WebP',
  gif: 'GIF',
  bmp: 'BMP',
  tiff: 'TIFF',
  avif: 'AVIF',
};

/** Warnings of the JPEG decoder after which it invents the rest of a block or of the picture. */
const lostData =
  /premature end of data segment|bad Huffman code|bad progression|Inconsistent progression|restart marker/i;

/** What a decoder's warning says about the picture, or undefined when nothing was lost. */
export function describeDamage(warning: unknown): string | undefined {
  const message = warning instanceof Error ? warning.message : String(warning);
  return lostData.test(message) ? `Part of the picture is damaged (${lastLine(message)}).` : undefined;
}

const missingData =
  /premature|truncat|unexpected end|end of (file|data|stream|input)|not enough|insufficient|too short|read past|EOI|read error on (strip|tile|scanline)/i;

/** Turns a decoder's message into words that name the cause. */
export function describeDecodeError(format: string, error: unknown): NoImageError {
  if (error instanceof NoImageError) return error;
  const message = messageOf(error);
  if (/timeout/i.test(message)) return unreadable('Decoding it took longer than the limit allows.');
  if (/pixel limit/i.test(message)) return unreadable('It has more pixels than the limit allows.');
  if (missingData.test(message)) return unreadable(cutOff);
  return unreadable(`The ${names[format]} data are damaged (${lastLine(message)}).`);
}

/** The line that made the decoder give up: it repeats its earlier warnings first. Without the names of its functions. */
function lastLine(message: string): string {
  const lines = message.split('\n').filter((line) => line.trim() !== '');
  const line = (lines.at(-1) ?? message).replace(/^(\w+: )+/, '').trim();
  return line.slice(0, 120);
}
