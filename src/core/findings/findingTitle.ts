import type { FindingKind, FindingType } from './finding';

/** What a kind of finding, or one type of it, is: for headings of lists, and for limits that are set on it. */
const findingTitles = {
  label: 'Labels that are probably wrong',
  duplicate: 'Groups of copies of any kind',
  'duplicate/bytes': 'Groups of files of the same bytes',
  'duplicate/pixels': 'Groups of files of the same picture',
  'duplicate/near': 'Groups of near-duplicates',
  leakage: 'Copies across subsets',
  outlier: 'Images unlike the rest of their class',
  quality: 'Images of poor quality of any kind',
  'quality/dark': 'Dark images',
  'quality/bright': 'Bright images',
  'quality/blurry': 'Blurry images',
  'quality/low-information': 'Images with next to nothing in them',
  'quality/tiny': 'Tiny images',
  'quality/odd-aspect': 'Very long or very high images',
  loader: 'Files that some loader skips or refuses',
  'loader/ending': 'Files whose ending is not what they are',
  'loader/format': 'Files in a format that some loader cannot take',
  'loader/mode': 'Files with colours that some loader cannot take',
  unreadable: 'Files that cannot be read, or in part only',
  collage: 'Sheets of several pictures',
  'off-reference': 'Images that do not match the references',
} as const satisfies Readonly<Partial<Record<FindingKind | `${FindingKind}/${FindingType}`, string>>>;

export type FindingName = keyof typeof findingTitles;

/** Why an image is on such a list: what its figures mean. */
const meanings: Readonly<Partial<Record<FindingName, string>>> = {
  label:
    'the model takes each for another class, by more than the two are otherwise confused. Beside each: how sure it is of that class, and of the label',
  'duplicate/near': 're-encoded, resized, cropped, framed or recoloured. The share says how far their detail agrees',
  'duplicate/pixels': 'other metadata, container or format',
  leakage: 'what is measured in one subset was trained on in the other',
  outlier: 'the distance to the ten nearest images is far above the usual',
  'quality/dark': '99 % of the pixels have at most the brightness given',
  'quality/bright': '95 % of the pixels have at least the brightness given',
  'quality/blurry': 'there are hardly any edges. The lower the score, the worse',
  'quality/low-information': 'very few different colours. The lower the score, the worse',
  collage: 'to be split into their parts, or kept',
};

/** What the kind (`quality`), or a type of it (`quality/dark`), is. */
export function findingTitle(name: FindingName): string {
  return findingTitles[name];
}

/** The same with what it means of an image, in one line. */
export function findingHeading(name: FindingName): string {
  const meaning = meanings[name];
  return meaning === undefined ? findingTitles[name] : `${findingTitles[name]}: ${meaning}`;
}

/** `quality/dark`; of kinds without types the kind. A type that the list does not name goes by its kind (`leakage`). */
export function findingNameOf({ kind, type }: { kind: FindingKind; type?: FindingType }): FindingName {
  const name = type === undefined ? kind : `${kind}/${type}`;
  return isFindingName(name) ? name : kind;
}

function isFindingName(name: string): name is FindingName {
  return Object.hasOwn(findingTitles, name);
}
