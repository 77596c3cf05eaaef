/** Where a path of a table leads. `outside`: to no place in the dataset. `missing`: there is no such image. */
export type FoundImage = number | 'missing' | 'outside';

const several = -1;
/** Printable ASCII without what `clean` changes. */
const plain = /^(?!\.\/|file:)[\x20-\x5b\x5d-\x7e]*$/;

/**
 * The images of a dataset by the paths that a program may write for them: relative to the dataset, absolute, relative to
 * another working folder, from another machine, or the bare file name where only one image has it.
 */
export class ImagePaths {
  private readonly byPath = new Map<string, number>();
  /** Images by their last part alone, `several` where it is of more than one. */
  private readonly byName = new Map<string, number>();
  private readonly root: string;
  private readonly rootName: string;

  /**
   * `root` is absolute. `paths` are below it, the number of an image is its place; undefined is no image. `before` are
   * the paths that images had before they were moved: a program that ran earlier names them so.
   */
  constructor(
    root: string,
    readonly paths: readonly (string | undefined)[],
    before: ReadonlyMap<number, string> = new Map(),
  ) {
    this.root = clean(root);
    this.rootName = lastPart(this.root);
    paths.forEach((path, row) => path !== undefined && this.add(clean(path), row));
    for (const [row, path] of before) if (!this.byPath.has(clean(path))) this.add(clean(path), row);
  }

  /** The image at exactly this path below the dataset. */
  at(path: string): number | undefined {
    return this.byPath.get(path);
  }

  find(written: string): FoundImage {
    const text = clean(written);
    // Most tables name images as the dataset does.
    const same = this.byPath.get(text);
    if (same !== undefined) return same;
    const { root } = this;
    const isInside = text.startsWith(root) && text[root.length] === '/';
    const path = resolveDots(isInside ? text.slice(root.length + 1) : text);
    if (path === undefined) return this.afterRoot(text) ?? 'outside';
    const found = this.byPath.get(path) ?? this.afterRoot(path);
    if (found !== undefined) return found;
    if (!isInside && /^(?:\/|[A-Za-z]:\/)/.test(text)) return 'outside';
    return path.includes('/') ? 'missing' : this.bareName(path);
  }

  /** The image that the parts after the dataset's own name lead to, wherever the dataset lay when it was written. */
  private afterRoot(path: string): number | undefined {
    const parts = path.split('/');
    for (
      let at = parts.lastIndexOf(this.rootName);
      at >= 0;
      at = at === 0 ? -1 : parts.lastIndexOf(this.rootName, at - 1)
    ) {
      const found = this.byPath.get(parts.slice(at + 1).join('/'));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private bareName(name: string): FoundImage {
    const row = this.byName.get(name);
    return row === undefined || row === several ? 'missing' : row;
  }

  private add(path: string, row: number): void {
    this.byPath.set(path, row);
    const name = lastPart(path);
    const known = this.byName.get(name);
    this.byName.set(name, known === undefined || known === row ? row : several);
  }
}

/** With `/`, composed characters (macOS writes names decomposed), without `./` before it. */
function clean(path: string): string {
  if (plain.test(path)) return path;
  const text = path.includes('\\') ? path.replaceAll('\\', '/') : path;
  return text
    .normalize('NFC')
    .replace(/^file:\/\//, '')
    .replace(/^(?:\.\/+)+/, '');
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Without `.` and `..`; undefined when it leads above where it begins. */
function resolveDots(path: string): string | undefined {
  if (!/(?:^|\/)(?:\.\.?)?(?:\/|$)/.test(path)) return path;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
