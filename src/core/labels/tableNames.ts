import type { SubsetName } from '../layout';
import { subsetOf } from '../layout';
import { splitName } from '../freeName';
import { nameOf } from '../relativePath';

const endings = new Set(['.csv', '.tsv', '.json', '.jsonl', '.ndjson', '.txt', '.lst']);

/** True for the name of a file that may be a table of labels. */
export function mayBeLabelTable(name: string): boolean {
  return endings.has(splitName(name).ending.toLowerCase());
}

/** What programs write beside a dataset and that is no table of labels, unless a person says so. */
export function isOtherTable(name: string): boolean {
  return /submission|predict|preds?\b|decision|score|logits|embedding|findings|history|requirements|package/i.test(
    name,
  );
}

/** The subset that a table's name means: `train.csv`, `trainLabels.csv`, `instances_val2017.json`. */
export function tableSubset(path: string): SubsetName | undefined {
  const words = splitName(nameOf(path))
    .stem.replace(/([a-z])([A-Z])/g, '$1 $2')
    .split(/[^\p{L}]+/u);
  const found = new Set(words.flatMap((word) => subsetOf(word) ?? []));
  return found.size === 1 ? [...found][0] : undefined;
}

/** A list with this name holds paths of all classes. */
export function isGeneralList(stem: string): boolean {
  return tableSubset(stem) !== undefined || /^(?:all|list|files?|filelist|images?|paths?|index|names?)$/i.test(stem);
}

const wellKnown = [
  /^labels?\b/i,
  /^metadata\b/i,
  /train/i,
  /valid|val\b/i,
  /test/i,
  /annotation|instances/i,
  /^class/i,
];

/** True for a name that says that labels stand in the file. */
export function isLabelTableName(name: string): boolean {
  return mayBeLabelTable(name) && !isOtherTable(name) && tableRank(name) < wellKnown.length;
}

/** Small for the names that tables of labels usually have. */
export function tableRank(path: string): number {
  const rank = wellKnown.findIndex((name) => name.test(splitName(nameOf(path)).stem));
  return (rank < 0 ? wellKnown.length : rank) + path.split('/').length / 1000;
}
