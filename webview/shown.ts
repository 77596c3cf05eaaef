/** Letters that are written from right to left (UAX #9, classes R and AL), in blocks. */
const letters = '\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufefc\\u{10800}-\\u{10fff}\\u{1e800}-\\u{1efff}';
/** From the first to the last letter of words that are written so. */
const run = `[${letters}]+(?:[\\s\\p{M}]+[${letters}]+)*`;
const rightToLeftRun = new RegExp(run, 'gu');
const apart = new RegExp(`\\u2068(${run})\\u2069`, 'gu');

/**
 * A name or a sentence as it can be shown: line breaks and marks that turn the direction of what follows stand as signs,
 * and what is written from right to left is set apart, so that no name can pass for another or mix up the text around it.
 * What is shown already stays as it is.
 */
export function shown(text: string): string {
  return text
    .replace(apart, '$1')
    .replace(/[\0-\x1f\x7f\u2028\u2029]/g, '␣')
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '�')
    .replace(rightToLeftRun, '\u2068$&\u2069');
}
