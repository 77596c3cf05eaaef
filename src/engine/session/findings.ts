import type { Finding, FindingKind } from '../../core/finding';
import { duplicateFindings, leakageFindings } from '../findings/duplicates';
import { loaderFindings } from '../findings/loader';
import { outlierFindings } from '../findings/outliers';
import { qualityFindings } from '../findings/quality';
import { unreadableFindings } from '../findings/unreadable';
import { duplicateGroups, type PixelDigest } from './duplicates';
import type { ImageTable } from './imageTable';
import type { IndexedImages } from './indexedImages';
import { labelFindings } from './labelFindings';
import type { Scores } from './scores';

export interface FindingsInput {
  readonly table: ImageTable;
  readonly columns: IndexedImages;
  readonly scores: Scores | undefined;
  readonly digestOf: PixelDigest;
}

/** The kinds that come from the index alone. */
export const indexedKinds = [
  'label',
  'duplicate',
  'leakage',
  'outlier',
  'quality',
  'loader',
  'unreadable',
] as const satisfies FindingKind[];
export type IndexedKind = (typeof indexedKinds)[number];

/** Everything suspicious of the kinds asked for; rows are those of the table. */
export async function findAll(
  { table, columns, scores, digestOf }: FindingsInput,
  kinds: readonly IndexedKind[],
): Promise<Finding[]> {
  const { images, embeddings, given } = columns;
  const copies = kinds.includes('duplicate') || kinds.includes('leakage');
  const groups = copies ? await duplicateGroups(columns, ['bytes', 'pixels', 'near'], digestOf) : [];
  const factsOf = (i: number): (typeof images)[number]['file'] => images[i].file;
  const byColumn: Finding[] = [];
  if (kinds.includes('duplicate')) byColumn.push(...duplicateFindings(groups, factsOf));
  if (kinds.includes('leakage')) byColumn.push(...leakageFindings(groups, factsOf));
  if (kinds.includes('outlier'))
    byColumn.push(
      ...outlierFindings({ embeddings: embeddings.values, width: embeddings.width, given, classes: table.classes }),
    );
  if (kinds.includes('quality')) byColumn.push(...qualityFindings(images.length, (i) => images[i].facts));
  if (kinds.includes('loader'))
    byColumn.push(...loaderFindings(images.length, (i) => ({ path: images[i].file.path, ...images[i].facts })));
  const findings = byColumn.map((finding) => inTable(finding, images));
  if (kinds.includes('unreadable')) findings.push(...unreadableFindings(unreadableFiles(table)));
  if (kinds.includes('label') && scores) findings.unshift(...labelFindings(table, scores));
  return findings;
}

function unreadableFiles(table: ImageTable): { row: number; reason: string }[] {
  return table.status.flatMap((status, row) =>
    status === 'unreadable' ? [{ row, reason: table.reasons[row] ?? '' }] : [],
  );
}

/** Replaces indices of columns by rows of the table. */
function inTable(finding: Finding, images: IndexedImages['images']): Finding {
  const rows = (indices: readonly number[]): number[] => indices.map((i) => images[i].row);
  const { proposal } = finding;
  return {
    ...finding,
    images: rows(finding.images),
    ...(proposal && { proposal: 'images' in proposal ? { ...proposal, images: rows(proposal.images) } : proposal }),
  };
}
