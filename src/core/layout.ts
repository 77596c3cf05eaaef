/** How a dataset is laid out on disk: which folders are subsets, and so what a file's label is. */
export const layoutKinds = ['classes', 'subsets', 'pile', 'table'] as const;
export type LayoutKind = (typeof layoutKinds)[number];
export type SubsetName = 'train' | 'valid' | 'test';

/** A folder that was scanned; `images` counts the likely images directly inside it. */
export interface Folder {
  readonly name: string;
  readonly images: number;
  readonly folders: readonly Folder[];
}

export interface Layout {
  readonly kind: LayoutKind;
  /** Folder names directly under the root that are subsets. */
  readonly subsets: ReadonlyMap<string, SubsetName>;
  /** Folders, relative to the root, that are no classes: what lies in them or below is unsorted. */
  readonly unsorted?: ReadonlySet<string>;
  /** Labels by path, where they stand in tables (of kind 'table' only); an image without an entry is unsorted. */
  readonly labels?: ReadonlyMap<string, TableLabel>;
  readonly tables?: readonly LabelTableName[];
}

/** What tables say of an image. */
export interface TableLabel {
  /** Undefined: a row without a label. */
  readonly label: string | undefined;
  readonly subset: SubsetName | undefined;
}

export interface LabelTableName {
  /** Below the root. */
  readonly path: string;
  /** How it is understood, e.g. "image_id, breed". */
  readonly columns: string;
}

/** Where an image stands: its class ('' and undefined: unsorted) and its subset. */
export interface Place {
  readonly subset: SubsetName | undefined;
  /** The subset's folder as it is spelled on disk. */
  readonly subsetFolder: string | undefined;
  readonly label: string | undefined;
}

const synonyms: Readonly<Record<string, SubsetName>> = {
  train: 'train',
  training: 'train',
  valid: 'valid',
  val: 'valid',
  validation: 'valid',
  dev: 'valid',
  test: 'test',
  testing: 'test',
};
const fillers = new Set([
  'data',
  'set',
  'dataset',
  'images',
  'image',
  'imgs',
  'img',
  'split',
  'folder',
  'files',
  'new',
]);

/** The subset that a folder name means (`Train_Data`, `val`, `test-images`), or undefined (`test tube`). */
export function subsetOf(name: string): SubsetName | undefined {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '' && !fillers.has(word));
  return words.length === 1 && Object.hasOwn(synonyms, words[0]) ? synonyms[words[0]] : undefined;
}

function holdsImages(folder: Folder): boolean {
  return folder.images > 0 || folder.folders.some(holdsImages);
}

/** Folders under `root` that are subsets. One lone `train` beside classes that hold images directly is a class. */
function findSubsets(root: Folder): Map<string, SubsetName> {
  const named = root.folders.filter((folder) => subsetOf(folder.name) && holdsImages(folder));
  const others = root.folders.filter((folder) => !subsetOf(folder.name) && holdsImages(folder));
  const nested = named.some((folder) => folder.folders.some(holdsImages));
  const isSubset = named.length > 1 || nested || others.length === 0;
  return new Map(isSubset ? named.map((folder) => [folder.name, subsetOf(folder.name)!]) : []);
}

/** A tree without the folders of which a person said that they are no classes. */
function withoutUnsorted(folder: Folder, unsorted: ReadonlySet<string>, path = ''): Folder {
  if (unsorted.size === 0) return folder;
  const folders = folder.folders.flatMap((one) => {
    const below = path === '' ? one.name : `${path}/${one.name}`;
    return unsorted.has(below) ? [] : [withoutUnsorted(one, unsorted, below)];
  });
  return { ...folder, folders };
}

/**
 * Reads the layout off the scanned tree of a dataset's root. `wanted` overrules what the tree looks like; folders in
 * `unsorted` (relative to the root) are no classes.
 */
export function understandLayout(tree: Folder, wanted?: LayoutKind, unsorted: readonly string[] = []): Layout {
  if (wanted === 'pile') return { kind: 'pile', subsets: new Map() };
  const left = new Set(unsorted);
  const root = withoutUnsorted(tree, left);
  const subsets = wanted === 'classes' ? new Map<string, SubsetName>() : findSubsets(root);
  // Whether tables label the images is not to be seen in the tree: until they are read it is what it looks like.
  const seen = wanted === 'table' ? undefined : wanted;
  const kind = seen ?? (subsets.size > 0 ? 'subsets' : root.folders.some(holdsImages) ? 'classes' : 'pile');
  return { kind, subsets, ...(left.size > 0 && { unsorted: left }) };
}

/** True for a folder (relative to the root) that was said to be no class, or that lies in one. */
export function isUnsortedFolder(folder: string, { unsorted }: Layout): boolean {
  if (!unsorted) return false;
  for (let end = folder.length; end > 0; end = folder.lastIndexOf('/', end - 1))
    if (unsorted.has(folder.slice(0, end))) return true;
  return false;
}

/** The place of the image at `path` (relative to the dataset's root, `/` between). */
export function placeOf(path: string, layout: Layout): Place {
  if (layout.labels) return tablePlace(path, layout, layout.labels);
  if (layout.kind === 'pile') return { subset: undefined, subsetFolder: undefined, label: undefined };
  const folders = path.split('/').slice(0, -1);
  if (isUnsortedFolder(folders.join('/'), layout))
    return { subset: undefined, subsetFolder: undefined, label: undefined };
  const subset = folders.length > 0 ? layout.subsets.get(folders[0]) : undefined;
  const below = subset ? folders.slice(1) : folders;
  return {
    subset,
    subsetFolder: subset ? folders[0] : undefined,
    label: below.length > 0 ? below.join('/') : undefined,
  };
}

/** Tables say what an image is; its folder is its own business, and new files made of it stand beside it. */
function tablePlace(path: string, { subsets }: Layout, labels: NonNullable<Layout['labels']>): Place {
  const said = labels.get(path);
  const folders = path.split('/').slice(0, -1);
  return {
    subset: said?.subset ?? (folders.length > 0 ? subsets.get(folders[0]) : undefined),
    subsetFolder: folders.join('/') || undefined,
    label: said?.label,
  };
}

/** The folder for images of a class; with labels in tables it is that of the image itself. */
export function folderFor(layout: Layout, label: string, subsetFolder: string | undefined): string {
  if (layout.kind === 'table') return subsetFolder ?? '';
  return classFolder(label, layout.kind === 'pile' ? undefined : subsetFolder);
}

/** The folder of a class ('' for unsorted), relative to the root; in a pile a new class becomes a folder under it. */
export function classFolder(label: string, subsetFolder: string | undefined): string {
  return [subsetFolder ?? '', label].filter((part) => part !== '').join('/');
}

/** The layout in words, always shown. */
export function describeLayout(layout: Layout): string {
  const folders = [...(layout.unsorted ?? [])];
  if (folders.length === 0) return describeKind(layout);
  const named = folders.length > 3 ? `${folders.length} folders` : folders.join(', ');
  return `${describeKind(layout)}; unsorted: ${named}`;
}

function describeKind(layout: Layout): string {
  switch (layout.kind) {
    case 'pile':
      return 'pile (no classes yet)';
    case 'table':
      return `labels in ${(layout.tables ?? []).map(({ path, columns }) => `${path} (${columns})`).join(', ')}`;
    case 'classes':
      return 'one folder per class';
    case 'subsets':
      return `subsets (${[...layout.subsets].map(([folder, subset]) => (folder === subset ? folder : `${folder} = ${subset}`)).join(', ')}), one folder per class`;
  }
}
