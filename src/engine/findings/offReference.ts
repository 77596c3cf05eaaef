import { sortFindings, type Finding } from '../../core/findings/finding';
import { isOff, mostTop, type ReferenceRule, type Tag } from '../../core/reference';
import { histogramOf } from './histogram';
import type { ImageSet } from './imageSet';
import { topTags, type TagTable, type TopTags } from './tagTable';

/** The references, as images are held against them. */
export interface ReferenceSpec {
  /** The tags of which an image must have one. */
  readonly tags: readonly string[];
  /** Tags that are looked at of each image. */
  readonly top: number;
  readonly by: ReferenceRule;
  /** Only images of these classes are held against the references; none: all. */
  readonly within: readonly string[];
  /** Embeddings of the references, each of length 1, [m, width] float32. */
  readonly examples: Float32Array;
  /** sha256 of the references' files, hex: they are never off. */
  readonly contents: readonly string[];
}

/** What a threshold and some tags would flag, before anything is. */
export interface ReferenceCounts {
  readonly images: number;
  /** How many would be off under each rule. */
  readonly off: Readonly<Record<ReferenceRule, number>>;
  /** How the similarities lie, as `histogramOf` counts them. */
  readonly bins: Uint32Array;
}

/** One image held against the references, by row of the table. */
export interface TaggedImage {
  readonly row: number;
  readonly tags: readonly Tag[];
  /** Cosine to the reference most like it, -1 to 1. */
  readonly similarity: number;
  readonly isOff: boolean;
}

/** Holds the images of a dataset against references; lives on the findings thread. */
export class ReferenceMatcher {
  private table: TagTable | undefined;
  private top: TopTags | undefined;
  private likeness: { readonly examples: Float32Array; readonly cosines: Float32Array } | undefined;

  constructor(private readonly images: ImageSet) {}

  /** Tags that are the same as before are not worked out again. */
  setTags(table: TagTable | undefined): void {
    if (table?.version !== this.table?.version) this.top = undefined;
    this.table = table;
  }

  counts(spec: ReferenceSpec, threshold: number): ReferenceCounts {
    const cosines = this.cosinesTo(spec.examples);
    const off = { tags: 0, similarity: 0, both: 0 };
    const wanted = this.wantedTags(spec.tags);
    for (const i of this.heldAgainst(spec)) {
      const shares = this.sharesTag(i, wanted, spec.top);
      const looksLike = cosines[i] >= threshold;
      for (const rule of ['tags', 'similarity', 'both'] as const) if (isOff(rule, shares, looksLike)) off[rule]++;
    }
    return { images: this.images.count, off, bins: histogramOf('off-reference', cosines).bins };
  }

  /** Every image with its tags, in the order of the table. */
  tagged(spec: ReferenceSpec, threshold: number): TaggedImage[] {
    const cosines = this.cosinesTo(spec.examples);
    const off = this.offImages(spec, threshold);
    return Array.from({ length: this.images.count }, (_, i) => ({
      row: this.images.columns.rows[i],
      tags: this.tagsOf(i, spec.top),
      similarity: cosines[i],
      isOff: off[i] === 1,
    }));
  }

  /** Cosine of each image to the reference most like it, [n]. */
  similarities(spec: ReferenceSpec | undefined): Float32Array {
    return spec ? this.cosinesTo(spec.examples) : new Float32Array(0);
  }

  /** Images that do not match, the least like the references first. Images are named by index. */
  findings(spec: ReferenceSpec, threshold: number): Finding[] {
    const cosines = this.cosinesTo(spec.examples);
    const off = this.offImages(spec, threshold);
    const findings: Finding[] = [];
    off.forEach((isIt, i) => {
      if (isIt === 0) return;
      findings.push({
        kind: 'off-reference',
        images: [i],
        score: Math.min(1, Math.max(0, (1 - cosines[i]) / 2)),
        figures: this.figures(i, cosines[i], spec),
        explanation: this.explain(i, cosines[i], spec, threshold),
        proposal: { kind: 'decide', images: [i], decision: { kind: 'set-aside' }, ticked: true },
      });
    });
    return sortFindings(findings);
  }

  private offImages(spec: ReferenceSpec, threshold: number): Uint8Array {
    const cosines = this.cosinesTo(spec.examples);
    const wanted = this.wantedTags(spec.tags);
    const off = new Uint8Array(this.images.count);
    for (const i of this.heldAgainst(spec))
      off[i] = Number(isOff(spec.by, this.sharesTag(i, wanted, spec.top), cosines[i] >= threshold));
    return off;
  }

  /** All images but the references themselves, or those of some classes. */
  private *heldAgainst({ contents, within }: ReferenceSpec): Generator<number> {
    const references = new Set(contents);
    const classes = new Set(within);
    for (let i = 0; i < this.images.count; i++) {
      if (references.has(this.images.contents[i])) continue;
      if (classes.size === 0 || classes.has(this.images.labelOf(i) ?? '')) yield i;
    }
  }

  private figures(i: number, cosine: number, { by, top }: ReferenceSpec): string {
    return [
      ...(by === 'similarity' ? [] : [this.ownTags(i, top)]),
      ...(by === 'tags' ? [] : [`similarity ${cosine.toFixed(2)}`]),
    ].join('; ');
  }

  private explain(i: number, cosine: number, { by, tags, top }: ReferenceSpec, threshold: number): string {
    const byTags = `Has none of the tags ${tags.join(', ')}; it has ${this.ownTags(i, top)}.`;
    const bySimilarity = `Unlike the references: similarity ${cosine.toFixed(2)}, the limit is ${threshold.toFixed(2)}.`;
    switch (by) {
      case 'tags':
        return byTags;
      case 'similarity':
        return bySimilarity;
      case 'both':
        return `${byTags} ${bySimilarity}`;
    }
  }

  private ownTags(i: number, top: number): string {
    const own = this.tagsOf(i, top).map(({ name, score }) => `${name} ${score.toFixed(2)}`);
    return own.join(', ') || 'none';
  }

  private wantedTags(tags: readonly string[]): Set<number> {
    const wanted = new Set(tags);
    return new Set((this.table?.names ?? []).flatMap((name, at) => (wanted.has(name) ? [at] : [])));
  }

  /** What has no tags because nobody could tell them is not held against anything. */
  private sharesTag(i: number, wanted: ReadonlySet<number>, top: number): boolean {
    const { tags } = this.known();
    const from = i * mostTop;
    if (tags[from] === -2) return true;
    for (let at = from; at < from + top && tags[at] >= 0; at++) if (wanted.has(tags[at])) return true;
    return false;
  }

  private tagsOf(i: number, top: number): Tag[] {
    const { tags, scores } = this.known();
    const own: Tag[] = [];
    for (let at = i * mostTop; at < i * mostTop + top && tags[at] >= 0; at++)
      own.push({ name: this.table?.names[tags[at]] ?? '', score: scores[at] });
    return own;
  }

  private known(): TopTags {
    this.top ??= this.table
      ? topTags(this.table, this.images)
      : { tags: new Int32Array(this.images.count * mostTop).fill(-2), scores: new Float32Array(0) };
    return this.top;
  }

  private cosinesTo(examples: Float32Array): Float32Array {
    if (!this.likeness || !sameNumbers(this.likeness.examples, examples))
      this.likeness = { examples, cosines: cosinesOf(this.images, examples) };
    return this.likeness.cosines;
  }
}

function cosinesOf(images: ImageSet, examples: Float32Array): Float32Array {
  const vectors = images.embeddings();
  const { width } = images.columns.embeddings;
  const cosines = new Float32Array(images.count).fill(-1);
  for (let i = 0; i < cosines.length; i++)
    for (let example = 0; example < examples.length; example += width) {
      let sum = 0;
      for (let k = 0; k < width; k++) sum += vectors[i * width + k] * examples[example + k];
      cosines[i] = Math.max(cosines[i], sum);
    }
  return cosines;
}

function sameNumbers(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at]);
}
