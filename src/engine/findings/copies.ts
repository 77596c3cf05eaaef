import type { DuplicateType } from '../../core/findings/finding';
import type { KeepCriterion } from '../../core/findings/findingSettings';
import { byteGroupsOfHashes } from './duplicates/byteGroups';
import type { DuplicateFacts, DuplicateGroup } from './duplicates/duplicateGroup';
import { JudgedPairs, judgedAs, type PackedPairs } from './duplicates/judgedPairs';
import { groupsOfStars, nearStars } from './duplicates/nearGroups';
import { nearThresholdsAt } from './duplicates/nearVerdict';
import { pixelCandidates, pixelGroups, type PixelColumns } from './duplicates/pixelGroups';
import type { StarGroup } from './duplicates/starGroups';
import { turns } from './duplicates/turned';
import type { ImageSet } from './imageSet';

export interface CopyOptions {
  /** Agreement of detail from which pictures are near-duplicates, 0 to 1. */
  readonly near: number;
  readonly turned: boolean;
  readonly rule: readonly KeepCriterion[];
}

/** Copies among the images of a set, by index. What is costly is kept until what it depends on changes. */
export class Copies {
  private digests: ReadonlyMap<number, string> = new Map();
  private pixels: PixelColumns | undefined;
  private stars: { readonly key: string; readonly groups: readonly StarGroup[] } | undefined;
  /** Agreement of detail of every pair that was looked at, for the histogram. */
  judged: number[] = [];
  private known: PackedPairs | undefined;
  private pairs: JudgedPairs | undefined;

  constructor(private readonly images: ImageSet) {}

  /** Images whose whole picture must be decoded to tell whether they are the same as another. */
  candidates(): Uint32Array {
    return pixelCandidates(this.pixelColumns());
  }

  /** Hashes of the decoded pixels of candidates. */
  setDigests(digests: ReadonlyMap<number, string>): void {
    this.digests = digests;
  }

  /** Pairs that an earlier search judged. */
  setJudged(known: PackedPairs | undefined): void {
    this.known = known;
  }

  /** All pairs that are known by now, once; undefined where none was judged since. */
  takeJudged(): PackedPairs | undefined {
    return this.pairs?.takeNews();
  }

  groups(kinds: readonly DuplicateType[], options: CopyOptions): DuplicateGroup[] {
    const { images } = this;
    const factsOf = (i: number): DuplicateFacts => images.factsOf(i);
    const bytes = kinds.includes('bytes') ? byteGroupsOfHashes(images.contents, factsOf, options.rule) : [];
    const pixels = kinds.includes('pixels') ? pixelGroups(this.pixelColumns(), this.digests, options.rule) : [];
    const near = kinds.includes('near') ? groupsOfStars(this.nearStars(options), factsOf, options.rule) : [];
    return [...bytes, ...pixels, ...near];
  }

  private nearStars({ near, turned }: CopyOptions): readonly StarGroup[] {
    const key = `${near} ${turned}`;
    if (this.stars?.key === key) return this.stars.groups;
    const { images } = this;
    const { pHash, contentHash, embeddings } = images.columns;
    const judged: number[] = [];
    this.pairs = new JudgedPairs(judgedAs(near, turned), images.contents, this.known);
    const groups = nearStars(
      {
        count: images.count,
        pHash: pHash.subarray(0, 2 * images.count),
        contentHash: contentHash.subarray(0, 2 * images.count),
        contents: images.contents,
        embeddings: { values: images.embeddings(), width: embeddings.width },
        shapeOf: (i) => images.shapeOf(i),
        factsOf: (i) => images.factsOf(i),
      },
      {
        thresholds: nearThresholdsAt(near),
        turns: turned ? turns : undefined,
        onJudged: (detail) => judged.push(detail),
        judged: this.pairs,
      },
    );
    this.stars = { key, groups };
    this.judged = judged;
    return groups;
  }

  private pixelColumns(): PixelColumns {
    const { images } = this;
    const { width, height, pHash, count } = images.columns;
    this.pixels ??= {
      contents: images.contents,
      codedHashes: images.codedHashes(),
      width,
      height,
      pHash: pHash.subarray(0, 2 * count),
      factsOf: (i) => images.factsOf(i),
    };
    return this.pixels;
  }
}
