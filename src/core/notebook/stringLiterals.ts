const literal = /(["'])((?:(?!\1)[^\\\r\n]|\\.){1,500})\1/g;

/** Texts in quotes in some code, at most `most`, each once. Their escapes stay as they are, but for `\\`. */
export function stringLiterals(code: string, most: number): string[] {
  const found = new Set<string>();
  for (const [, , text] of code.matchAll(literal)) {
    if (found.size >= most) break;
    found.add(text.replaceAll('\\\\', '\\'));
  }
  return [...found];
}
