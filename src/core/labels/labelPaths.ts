import { splitName } from '../freeName';
import type { SubsetName } from '../layout';
import { ImagePaths, type FoundImage } from '../predictions/imagePaths';
import { joinPath, nameOf, parentOf } from '../relativePath';

const several = -1;

/** The images of a dataset by what tables of labels write for them: paths, bare names, names without an ending. */
export class LabelPaths {
  private readonly images: ImagePaths;
  /** Most tables write whole names: these are made when one does not. */
  private stems: Map<string, number> | undefined;
  private bareStems: Map<string, number> | undefined;

  /** `paths` are below `root`, in the order in which images are counted; `subsets` are folders of the root. */
  constructor(
    root: string,
    readonly paths: readonly string[],
    private readonly subsets: ReadonlyMap<string, SubsetName>,
  ) {
    this.images = new ImagePaths(root, paths);
  }

  /** The image that a row of a table in `folder` (of a subset, where its name says so) means. */
  find(written: string, folder: string, subset?: SubsetName): FoundImage {
    if (written === '') return 'missing';
    const isAbsolute = /^(?:[\\/]|[A-Za-z]:|file:)/.test(written);
    if (!isAbsolute) {
      const found = this.below(folder, written) ?? this.inSubset(written, subset);
      if (found !== undefined) return found;
    }
    const near = isAbsolute ? 'missing' : this.images.find(joinPath(folder, written));
    if (typeof near === 'number') return near;
    const anywhere = this.images.find(written);
    if (typeof anywhere === 'number') return anywhere;
    const bare = written.includes('/') ? undefined : this.byBareStem.get(written.normalize('NFC'));
    if (bare !== undefined && bare !== several) return bare;
    return near === 'outside' ? near : anywhere;
  }

  /** Images by the path without its ending; `several` where it is of more than one. */
  private get byStem(): Map<string, number> {
    return (this.stems ??= this.mapOf(withoutEnding));
  }

  /** Images by the name alone without its ending. */
  private get byBareStem(): Map<string, number> {
    return (this.bareStems ??= this.mapOf((path) => nameOf(withoutEnding(path))));
  }

  private mapOf(keyOf: (path: string) => string): Map<string, number> {
    const map = new Map<string, number>();
    this.paths.forEach((path, i) => put(map, keyOf(path), i));
    return map;
  }

  private inSubset(written: string, subset: SubsetName | undefined): number | undefined {
    if (subset === undefined) return undefined;
    for (const [folder, of] of this.subsets) {
      const found = of === subset ? this.below(folder, written) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The image at exactly this path in a folder, its ending written or not. */
  private below(folder: string, written: string): number | undefined {
    const path = joinPath(folder, written);
    const image = this.images.at(path);
    if (image !== undefined) return image;
    const stem = this.byStem.get(path) ?? this.byStem.get(path.normalize('NFC'));
    return stem === several ? undefined : stem;
  }
}

function put(map: Map<string, number>, key: string, i: number): void {
  const normal = key.normalize('NFC');
  map.set(normal, map.has(normal) ? several : i);
}

function withoutEnding(path: string): string {
  return joinPath(parentOf(path), splitName(nameOf(path)).stem);
}

/** How a table writes its paths, told by one row: `written` is the image at `path`. */
export interface PathStyle {
  /** Left away before each path. */
  readonly dropped: string;
  /** Written before each path. */
  readonly prefix: string;
  /** Without the file's ending. */
  readonly isStem: boolean;
}

export function pathStyle(written: string, path: string): PathStyle {
  const isStem = !written.endsWith(nameOf(path)) && written.endsWith(nameOf(withoutEnding(path)));
  const own = isStem ? withoutEnding(path) : path;
  if (own.endsWith(written)) return { dropped: own.slice(0, own.length - written.length), prefix: '', isStem };
  if (written.endsWith(own)) return { dropped: '', prefix: written.slice(0, written.length - own.length), isStem };
  return { dropped: '', prefix: '', isStem };
}

/** A path as the table writes it; the whole path below the root where its way does not lead there. */
export function writePath(path: string, { dropped, prefix, isStem }: PathStyle): string {
  const own = isStem ? withoutEnding(path) : path;
  return prefix + (own.startsWith(dropped) ? own.slice(dropped.length) : own);
}
