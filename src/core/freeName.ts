/** Names that no file system takes for one another: folded for case and for Unicode normalisation. */
export function foldName(name: string): string {
  return name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}

/** The ending with its dot, '' when there is none; a leading dot is part of the stem (`.caption` has no ending). */
export function splitName(name: string): { stem: string; ending: string } {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? { stem: name, ending: '' } : { stem: name.slice(0, dot), ending: name.slice(dot) };
}

/** Bytes of a name in UTF-8; lone surrogates count as U+FFFD, which is what Node writes for them. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** The longest name that ext4, APFS, NTFS, XFS and btrfs all take, in bytes. */
export const maxNameBytes = 255;

/**
 * The stem numbered `n`, e.g. `cat (2)`; n = 1 is the stem itself, and a stem that already has a number counts on
 * from it. Cut at a character so that the name stays within 255 bytes with `reserved` bytes of ending.
 */
export function numberedStem(stem: string, n: number, reserved: number): string {
  if (n === 1) return stem;
  const numbered = /^(.+) \((\d{1,6})\)$/u.exec(stem);
  const base = numbered ? numbered[1] : stem;
  const suffix = ` (${numbered ? Number(numbered[2]) + n - 1 : n})`;
  return withinBytes(base, maxNameBytes - reserved - suffix.length) + suffix;
}

/** The text, cut at a character where it is longer than so many bytes. */
export function withinBytes(text: string, room: number): string {
  if (utf8Length(text) <= room) return text;
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += utf8Length(character);
    if (used > room) break;
    kept += character;
  }
  return kept;
}

/** `name` if it is not taken, else the first free of `name (2).jpg`, `name (3).jpg`, … */
export function freeName(name: string, taken: (foldedName: string) => boolean): string {
  const { stem, ending } = splitName(name);
  for (let n = 1; ; n++) {
    const candidate = numberedStem(stem, n, utf8Length(ending)) + ending;
    if (!taken(foldName(candidate))) return candidate;
  }
}
