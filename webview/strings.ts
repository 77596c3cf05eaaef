import { shown } from './shown';

export { shown };

let table: Readonly<Record<string, string>> = {};
let counts = new Intl.NumberFormat('en');

/** Texts by their English original, as the host's language has them; numbers are written as `language` (BCP 47) does. */
export function setStrings(strings: Readonly<Record<string, string>>, language: string): void {
  table = strings;
  counts = new Intl.NumberFormat(language);
}

/** The text in the user's language; `{0}`, `{1}` … stand for the arguments. */
export function t(english: string, ...values: readonly (string | number)[]): string {
  const text = Object.hasOwn(table, english) ? table[english] : english;
  return text.replace(/\{(\d)\}/g, (hole, index) => {
    const value = values[Number(index)];
    return value === undefined ? hole : typeof value === 'number' ? formatCount(value) : shown(value);
  });
}

export function formatCount(count: number): string {
  return counts.format(count);
}

/** "1 image", "1,204 images". */
export function countOfImages(images: number): string {
  return images === 1 ? t('1 image') : t('{0} images', images);
}

/** ".93": a probability in the fewest characters that can be compared at a glance. */
export function formatShare(share: number): string {
  const text = share.toFixed(2);
  return text.startsWith('0') ? text.slice(1) : text;
}

const dates = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** Date and time of `when`, milliseconds since 1970, as the user's system writes them. */
export function formatDate(when: number): string {
  return dates.format(when);
}

export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let unit = 0;
  let size = bytes;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}

/** "28 s", "4 min", "2 h 10 min". */
export function formatDuration(seconds: number): string {
  if (seconds < 90) return t('{0} s', Math.max(1, Math.round(seconds)));
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return t('{0} min', minutes);
  return t('{0} h {1} min', Math.floor(minutes / 60), minutes % 60);
}
