/** Control characters, direction marks and what has no width: with them one name can pass for another. */
const unusual = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** The text on one line, with `\u{…}` for every character that does not show. */
export function printable(text: string): string {
  return text.replace(unusual, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** The same for several lines: only the line breaks stay. What a terminal is sent must not steer it. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
