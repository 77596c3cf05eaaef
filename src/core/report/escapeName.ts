import { escapeXml } from '../training/escapeXml';

/**
 * A name from a disk or a person as it can be shown: marks that turn the direction of what follows or break the line
 * stand as signs, and so do halves of characters.
 */
export function plainName(name: string): string {
  return name
    .replace(/[\0-\x1f\x7f\u2028\u2029]/g, '␣')
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
    .replace(/\p{Surrogate}/gu, '\ufffd');
}

/** Such a name in HTML: nothing in it is markup. */
export function escapeName(name: string): string {
  return `<bdi>${escapeXml(plainName(name))}</bdi>`;
}
