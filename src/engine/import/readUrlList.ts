import * as z from 'zod';
import { parseIfJson } from '../../core/parseIfJson';
import { UserError } from '../errors';
import { parseCsv, type CsvRow } from '../exchange/csv';

/** One image to get. */
export interface ListedImage {
  /** Line, or number of the entry, in the list; from 1. */
  readonly line: number;
  readonly url: string;
  /** Class that it is meant for. */
  readonly label?: string;
  /** What was searched for. */
  readonly term?: string;
}

export interface UrlList {
  readonly images: readonly ListedImage[];
  /** Entries without an address. */
  readonly failed: readonly { readonly line: number; readonly reason: string }[];
}

/**
 * Names that downloaders give to the same thing. Of several columns the first that holds an address counts: search engines
 * call the picture `image` and its page `url`, others the picture `url` and a file name `image`.
 */
const names = {
  url: [
    'image_url',
    'imageurl',
    'image_link',
    'contenturl',
    'content_url',
    'media_url',
    'originalurl',
    'original',
    'url_o',
    'url_l',
    'image',
    'img',
    'media',
    'src',
    'url',
    'uri',
    'link',
    'address',
  ],
  label: ['class', 'label', 'class_name', 'label_name', 'category'],
  term: ['term', 'search_term', 'search_query', 'search_keyword', 'query', 'keyword', 'keywords', 'search'],
} as const;

const mostEntries = 5_000_000;

/**
 * Reads a list of addresses: text with one on each line (`#` begins a remark), CSV with a heading, JSON (a list, classes
 * with lists, or what gallery-dl prints) or JSON Lines, told apart by content. Throws `UserError` that says what is wrong.
 */
export function readUrlList(bytes: Uint8Array, file: string): UrlList {
  const text = decode(bytes, file);
  const start = text.trimStart();
  const list = isLines(start) ? fromLines(text) : /^[[{]/.test(start) ? fromJson(text, file) : fromText(text, file);
  if (list.images.length + list.failed.length === 0) throw new UserError(`${file} names no address.`);
  if (list.images.length > mostEntries)
    throw new UserError(`${file} has more than ${mostEntries} entries. Split it into several.`);
  return list;
}

function decode(bytes: Uint8Array, file: string): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    throw new UserError(`${file} is not UTF-8. Save it as UTF-8.`, { cause: error });
  }
}

/** JSON Lines: the first line is a whole object and there are more. */
function isLines(start: string): boolean {
  const [first, second] = start.split('\n', 2).map((line) => line.trim());
  return first.startsWith('{') && first.endsWith('}') && second !== undefined && parseIfJson(first) !== undefined;
}

function fromLines(text: string): UrlList {
  const entries = text.split('\n').map((line, i) => ({ line: i + 1, text: line.trim() }));
  return collect(
    entries.filter((entry) => entry.text !== '').map(({ line, text: own }) => ({ line, value: parseIfJson(own) })),
  );
}

function fromJson(text: string, file: string): UrlList {
  const value = parseIfJson(text);
  if (value === undefined) throw new UserError(`${file} is not JSON. Give a list of addresses, or one on each line.`);
  const flat: { value: unknown; label?: string }[] = [];
  const walk = (node: unknown, label: string | undefined): void => {
    const message = galleryMessage.safeParse(node).data;
    // The site is what it calls category.
    if (message) flat.push({ value: { ...message[2], category: undefined, image_url: message[1] } });
    else if (Array.isArray(node)) for (const one of node as readonly unknown[]) walk(one, label);
    else if (isClasses(node)) for (const [name, own] of Object.entries(node)) walk(own, name);
    // Its messages about a folder are pairs of a number and facts: no images.
    else if (typeof node !== 'number') flat.push({ value: node, ...(label !== undefined && { label }) });
  };
  walk(value, undefined);
  return collect(flat.map((entry, i) => ({ line: i + 1, ...entry })));
}

/** One image as gallery-dl prints it with `--dump-json`. */
const galleryMessage = z.tuple([z.number(), z.string(), z.record(z.string(), z.unknown())]);

/** Class names with lists, rather than the facts of one image. */
function isClasses(node: unknown): node is Record<string, unknown> {
  return z.record(z.string(), z.array(z.unknown())).safeParse(node).success;
}

function fromText(text: string, file: string): UrlList {
  const [heading = ''] = text.split('\n', 1);
  for (const separator of [',', '\t', ';']) {
    const columns = heading.split(separator).map((name) => name.trim().replace(/^"|"$/g, '').toLowerCase());
    if (!columns.some((name) => (names.url as readonly string[]).includes(name))) continue;
    if (separator === ',') return fromRows(parseCsv(text, file));
    const lines = text.split(/\r?\n/).map((line, i) => ({ line: i + 1, fields: line.split(separator).map(unquoted) }));
    return fromRows(lines.filter(({ fields }) => fields.some((field) => field !== '')));
  }
  const lines = text.split(/\r?\n/).map((line, i) => ({ line: i + 1, value: line.trim() }));
  return collect(
    lines.flatMap(({ line, value }) =>
      value === '' || value.startsWith('#') ? [] : [{ line, value: addressIn(value) ?? value }],
    ),
  );
}

/** The address in a line that begins with something else, such as a number. */
function addressIn(line: string): string | undefined {
  return /(?<=[\s,;])https?:\/\/\S+/i.exec(line)?.[0];
}

function unquoted(field: string): string {
  const text = field.trim();
  return /^".*"$/.test(text) ? text.slice(1, -1).replaceAll('""', '"') : text;
}

function fromRows([heading, ...rows]: readonly CsvRow[]): UrlList {
  const keys = heading.fields.map((name) => name.trim());
  return collect(
    rows.map(({ line, fields }) => ({ line, value: Object.fromEntries(keys.map((key, i) => [key, fields[i] ?? ''])) })),
  );
}

function collect(entries: readonly { line: number; value: unknown; label?: string }[]): UrlList {
  const images: ListedImage[] = [];
  const failed: { line: number; reason: string }[] = [];
  for (const { line, value, label } of entries) {
    const facts = factsOf(value);
    const url = typeof value === 'string' ? value : (address(facts) ?? word(facts, names.url));
    const own = text(facts, names.label) ?? label;
    const term = text(facts, names.term);
    if (url === undefined) failed.push({ line, reason: 'It names no address.' });
    else images.push({ line, url, ...(own !== undefined && { label: own }), ...(term !== undefined && { term }) });
  }
  return { images, failed };
}

function factsOf(value: unknown): ReadonlyMap<string, unknown> {
  const facts = new Map<string, unknown>();
  // A schema for each of a million rows would cost more than reading them.
  if (typeof value === 'object' && value !== null)
    for (const [key, one] of Object.entries(value)) facts.set(key.toLowerCase(), one);
  return facts;
}

/** As `word`; a class or a term may be a number in JSON. */
function text(facts: ReadonlyMap<string, unknown>, keys: readonly string[]): string | undefined {
  const number = keys.map((key) => facts.get(key)).find((value) => typeof value === 'number');
  return word(facts, keys) ?? number?.toString();
}

function word(facts: ReadonlyMap<string, unknown>, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = facts.get(key);
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
  }
  return undefined;
}

function address(facts: ReadonlyMap<string, unknown>): string | undefined {
  for (const key of names.url) {
    const value = facts.get(key);
    if (typeof value === 'string' && /^\s*https?:\/\//i.test(value)) return value.trim();
  }
  return undefined;
}
