/** Places of values in a JSON text that was parsed before: it is known to be right. */

export interface Place {
  readonly start: number;
  readonly end: number;
}

export interface Member extends Place {
  readonly key: string;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && /[\s\ufeff]/.test(text[at])) at++;
  return at;
}

function stringEnd(text: string, from: number): number {
  for (let at = from + 1; ; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) at++;
    else if (code === 0x22 || Number.isNaN(code)) return at + 1;
  }
}

/** The end of the value that begins at `from`. */
export function valueEnd(text: string, from: number): number {
  const first = text[from];
  if (first === '"') return stringEnd(text, from);
  if (first !== '{' && first !== '[') {
    let at = from;
    while (at < text.length && !/[\s,\]}]/.test(text[at])) at++;
    return at;
  }
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) at = stringEnd(text, at) - 1;
    else if (code === 0x7b || code === 0x5b) depth++;
    else if ((code === 0x7d || code === 0x5d) && --depth === 0) return at + 1;
  }
  return text.length;
}

/** The members of the object that begins at or after `from`: their keys and where their values stand. */
export function membersOf(text: string, from: number): Member[] {
  const members: Member[] = [];
  let at = skipBlanks(text, skipBlanks(text, from) + 1);
  while (at < text.length && text[at] === '"') {
    const keyEnd = stringEnd(text, at);
    const key = JSON.parse(text.slice(at, keyEnd)) as string;
    const start = skipBlanks(text, skipBlanks(text, keyEnd) + 1);
    const end = valueEnd(text, start);
    members.push({ key, start, end });
    at = skipBlanks(text, end);
    if (text[at] !== ',') break;
    at = skipBlanks(text, at + 1);
  }
  return members;
}

/** Where the elements of the array that begins at or after `from` stand. */
export function elementsOf(text: string, from: number): Place[] {
  const places: Place[] = [];
  let at = skipBlanks(text, skipBlanks(text, from) + 1);
  while (at < text.length && text[at] !== ']') {
    const end = valueEnd(text, at);
    places.push({ start: at, end });
    at = skipBlanks(text, end);
    if (text[at] !== ',') break;
    at = skipBlanks(text, at + 1);
  }
  return places;
}

/** A label as it stands in JSON: text and numbers; '' for anything else. */
export function labelText(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** A label as JSON; a number where the value that it replaces is one and it can be one. */
export function labelJson(label: string, like: string | undefined): string {
  if (label === '') return 'null';
  const isNumber = like !== undefined && /^-?\d/.test(like) && /^-?(?:0|[1-9]\d*)$/.test(label);
  return isNumber ? label : JSON.stringify(label);
}
