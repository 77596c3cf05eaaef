import { decisionCodes } from '../../core/decisions/decision';
import { topFolder } from '../../core/query/queryMatch';
import { parentOf } from '../../core/relativePath';
import { codeOf } from './findingStates';
import type { Source } from '../../protocol/findings';

export interface SourceFacts {
  /** By row of the table: 1 where the ranking takes the label for wrong. */
  readonly suspicious: Uint8Array;
  /** Paths that images had when an apply deleted or set them aside. */
  readonly left: readonly string[];
  /** Paths that images had when an apply relabelled them. */
  readonly moved: readonly string[];
  /** What is known of where images came from besides their names. */
  readonly named: readonly NamedSource[];
}

/** Images of one search term, host or sheet. */
export interface NamedSource {
  readonly by: 'term' | 'host' | 'sheet';
  readonly name: string;
  /** Of the table; those that stand in the dataset. */
  readonly rows: Uint32Array;
  /** How many an apply took away, and how many of `rows` one moved. */
  readonly left: number;
  readonly moved: number;
}

export interface SourceImages {
  readonly paths: readonly string[];
  /** Row of the table by index. */
  readonly rows: Uint32Array;
  /** `stateCode` by row. */
  readonly decisions: Uint8Array;
  /** By row: 1 where the image stands in a group of copies. */
  readonly copies: Uint8Array;
}

/** Prefixes of fewer images say nothing about a source. */
const fewestOfPrefix = 3;

/**
 * The images by folder and by file-name prefix (what stands before the number: `sun photo 017.jpg` comes from
 * `sun photo`), with the rates that tell a bad source. Most images first.
 */
export function summariseSources({ paths, rows, decisions, copies }: SourceImages, facts: SourceFacts): Source[] {
  const sources = new Map<string, Tally>();
  const tallyOf = (source: Name): Tally => {
    const key = `${source.by} ${source.name}`;
    const tally = sources.get(key) ?? { ...source, images: 0, deleted: 0, relabelled: 0, suspicious: 0, copies: 0 };
    sources.set(key, tally);
    return tally;
  };
  const add = (path: string, what: Counted): void => {
    for (const source of [folderOf(path), prefixOf(path)]) {
      if (!source) continue;
      const tally = tallyOf(source);
      tally.images++;
      for (const name of what) tally[name]++;
    }
  };
  const countedOf = (row: number): Counted => {
    const what: Counted = [];
    const code = codeOf(decisions[row]);
    if (code === decisionCodes.delete || code === decisionCodes['set-aside']) what.push('deleted');
    if (code === decisionCodes.relabel) what.push('relabelled');
    if (facts.suspicious[row] === 1) what.push('suspicious');
    if (copies[row] === 1) what.push('copies');
    return what;
  };
  paths.forEach((path, i) => add(path, countedOf(rows[i])));
  for (const { by, name, rows: own, left, moved } of facts.named) {
    const tally = tallyOf({ by, name, query: quoted('source:', name) });
    for (const row of own) for (const what of countedOf(row)) tally[what]++;
    tally.images += own.length + left;
    tally.deleted += left;
    tally.relabelled += moved;
  }
  for (const path of facts.left) add(path, ['deleted']);
  for (const path of facts.moved) {
    // The image is counted where it stands now under its name; only the folder that it came from has lost it.
    const folder = tallyOf(folderOf(path));
    folder.images++;
    folder.relabelled++;
    const prefix = prefixOf(path);
    if (prefix) tallyOf(prefix).relabelled++;
  }
  return [...sources.values()]
    .filter(({ by, images }) => by !== 'prefix' || images >= fewestOfPrefix)
    .sort((a, b) => b.images - a.images || (a.name < b.name ? -1 : 1));
}

type Counted = ('deleted' | 'relabelled' | 'suspicious' | 'copies')[];
type Tally = { -readonly [K in keyof Source]: Source[K] };
type Name = Pick<Source, 'by' | 'name' | 'query'>;

export function folderOf(path: string): Name {
  const name = parentOf(path);
  return { by: 'folder', name, query: quoted('folder:', name === '' ? topFolder : name) };
}

/** What stands before the number of a file's name. */
export function prefixOf(path: string): Name | undefined {
  const file = path.slice(path.lastIndexOf('/') + 1);
  const stem = file.replace(/\.[^.]*$/, '');
  const prefix = /^(.*?\p{L}.*?)[\s_.-]*\(?\d+\)?$/u.exec(stem)?.[1];
  return prefix === undefined ? undefined : { by: 'prefix', name: prefix, query: quoted('name:', `${prefix}*`) };
}

function quoted(field: string, value: string): string {
  return /[\s":]/.test(value) || value.startsWith('-')
    ? `${field}"${value.replace(/["\\]/g, '\\$&')}"`
    : `${field}${value}`;
}
