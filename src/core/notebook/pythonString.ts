/** A Python string literal of any text. */
export function pythonString(text: string): string {
  // JSON's escapes are Python's, but for what Python takes for the end of a line.
  return JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}
