import type { Decision } from '../../core/decisions/decision';

/** An image of the dataset, as far as an import matters. */
export interface ImportTarget {
  readonly row: number;
  readonly path: string;
  /** SHA-256 in hex. */
  readonly hash: string;
  /** '' is unsorted. */
  readonly label: string;
  /** The decision in force. */
  readonly current?: Decision;
}

/** The images of a dataset by content and by path. */
export class ImageIndex {
  private readonly byHash = new Map<string, ImportTarget[]>();
  private readonly byPath = new Map<string, ImportTarget>();
  /** Paths as composed characters: macOS writes names decomposed. Undefined where two of them would be one. */
  private readonly byComposedPath = new Map<string, ImportTarget | undefined>();

  constructor(readonly images: readonly ImportTarget[]) {
    for (const image of images) {
      const copies = this.byHash.get(image.hash);
      if (copies) copies.push(image);
      else this.byHash.set(image.hash, [image]);
      this.byPath.set(image.path, image);
      const composed = image.path.normalize('NFC');
      this.byComposedPath.set(composed, this.byComposedPath.has(composed) ? undefined : image);
    }
  }

  withHash(hash: string): readonly ImportTarget[] {
    return this.byHash.get(hash) ?? [];
  }

  at(path: string): ImportTarget | undefined {
    return this.byPath.get(path) ?? this.byComposedPath.get(path.normalize('NFC'));
  }
}
