/** Some editors begin a file with a byte order mark; it is not of the text. */
export function withoutByteOrderMark(text: string): string {
  return text.replace(/^\ufeff/, '');
}
