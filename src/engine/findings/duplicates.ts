import type { Finding, Proposal } from '../../core/findings/finding';
import type { DuplicateFacts, DuplicateGroup } from './duplicates/duplicateGroup';
import { nearThresholds, partSlack } from './duplicates/nearVerdict';
import { counted, listed, percent } from '../../core/words';

const sameness: Readonly<Record<DuplicateGroup['kind'], string>> = {
  bytes: 'the same bytes',
  pixels: 'the same picture in different files (other metadata, container or format)',
  near: 'nearly the same picture (re-encoded, resized, cropped, framed or recoloured)',
};

/** One finding for each group of copies. Same bytes and same pixels come ticked, near-duplicates unticked. */
export function duplicateFindings(
  groups: readonly DuplicateGroup[],
  factsOf: (row: number) => DuplicateFacts,
  nearLimit = nearThresholds.whole.detail,
): Finding[] {
  return groups.map((group) => ({
    kind: 'duplicate',
    type: group.kind,
    images: group.images.map(({ row }) => row),
    score: group.similarity,
    figures: figuresOf(group, factsOf),
    explanation: explain(group, factsOf, nearLimit),
    proposal: proposeRemoval(group, factsOf),
  }));
}

/** Copies across subsets, those whose labels differ first. */
export function leakageFindings(
  groups: readonly DuplicateGroup[],
  factsOf: (row: number) => DuplicateFacts,
): Finding[] {
  const leaking = groups.filter(({ crossSubset }) => crossSubset);
  const order = [...leaking].sort((a, b) => Number(b.crossLabel) - Number(a.crossLabel) || b.similarity - a.similarity);
  return order.map((group) => {
    const subsets = [...new Set(group.images.map(({ row }) => factsOf(row).subset ?? 'no subset'))].sort();
    const labels = group.crossLabel ? `, with different labels (${listed(labelsOf(group, factsOf))})` : '';
    const where = `${counted(group.images.length, 'file')} in ${listed(subsets)}, ${sameness[group.kind]}${labels}`;
    return {
      kind: 'leakage',
      type: group.kind,
      images: group.images.map(({ row }) => row),
      score: (group.crossLabel ? 0.5 : 0) + 0.5 * group.similarity,
      figures: where,
      explanation: `${where}: what is measured there was trained on.`,
      proposal: proposeRemoval(group, factsOf),
    };
  });
}

function figuresOf(group: DuplicateGroup, factsOf: (row: number) => DuplicateFacts): string {
  const parts = [counted(group.images.length, 'file')];
  if (group.kind === 'near') parts.push(percent(group.similarity));
  if (group.crossLabel) parts.push(`labelled ${listed(labelsOf(group, factsOf))}`);
  if (group.crossSubset) parts.push('in different subsets');
  return parts.join(', ');
}

function explain(group: DuplicateGroup, factsOf: (row: number) => DuplicateFacts, nearLimit: number): string {
  const sentences = [`${counted(group.images.length, 'file')}, ${sameness[group.kind]}.`];
  if (group.kind === 'near')
    sentences.push(
      `Their detail agrees to ${percent(group.similarity)}${group.images.length > 2 ? ' or more' : ''}; the limit is ${percent(nearLimit)}, ${percent(nearLimit - partSlack)} for a crop or a frame of a photograph.`,
    );
  if (group.crossLabel) sentences.push(`The labels differ: ${listed(labelsOf(group, factsOf))}.`);
  if (group.crossSubset) sentences.push('They stand in different subsets.');
  return sentences.join(' ');
}

function proposeRemoval(group: DuplicateGroup, factsOf: (row: number) => DuplicateFacts): Proposal | undefined {
  if (group.crossLabel) return { kind: 'ask', question: `Which label is right: ${listed(labelsOf(group, factsOf))}?` };
  const images = group.images.flatMap(({ row, keep }) => (keep ? [] : [row]));
  if (images.length === 0) return undefined;
  return { kind: 'decide', images, decision: { kind: 'delete', as: 'copy' }, ticked: group.kind !== 'near' };
}

function labelsOf({ images }: DuplicateGroup, factsOf: (row: number) => DuplicateFacts): string[] {
  return [...new Set(images.map(({ row }) => factsOf(row).label ?? 'unsorted'))].sort();
}
