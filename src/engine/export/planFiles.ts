import { foldName, numberedStem, splitName, utf8Length } from '../../core/freeName';
import { joinPath, nameOf, parentOf } from '../../core/relativePath';
import { SidecarIndex, sidecarStem } from '../../core/sidecars';
import type { SubsetName } from '../../core/layout';
import type { CopySettings } from '../../protocol/cleanCopy';
import type { ScannedFile } from '../dataset/scan';
import { renderKey, renderSettings, type RenderSettings } from './renderSettings';
import type { SelectedImage } from './selectImages';

/** One image of a copy: what it is made of, and its name there. */
export interface PlannedImage extends Omit<SelectedImage, 'subset'> {
  readonly subset?: SubsetName;
  /** Below the copy, `/` between; inside shards only the name counts. */
  readonly target: string;
  /** Undefined: the file is taken as it is. */
  readonly render?: RenderSettings;
  /** Names what its file is made of: see `renderKey`. */
  readonly key: string;
  readonly companions: readonly Companion[];
}

/** A caption or the like that goes with an image. */
export interface Companion {
  /** Below the dataset. */
  readonly source: string;
  /** Below the copy. */
  readonly target: string;
  /** Changes with its content. */
  readonly stamp: string;
}

/** A file of the dataset, whatever it is. */
type AnyFile = Pick<ScannedFile, 'path' | 'size' | 'modifiedMs'>;

/** Where images without a label go beside classes. */
const unsortedFolder = 'unsorted';

const endings: Readonly<Record<string, readonly string[]>> = {
  jpeg: ['.jpg', '.jpeg', '.jpe', '.jfif'],
  png: ['.png'],
  webp: ['.webp'],
  gif: ['.gif'],
  bmp: ['.bmp'],
  tiff: ['.tif', '.tiff'],
  avif: ['.avif'],
};

/** What stays true of a picture that is cut or scaled. */
const captions = new Set(['.txt', '.caption']);

/**
 * Gives every image its name in the copy: `subset/class/name`, as in the dataset where it is free, with the ending of
 * what is in it, so that every loader takes it. The same images always get the same names.
 */
export function planFiles(
  images: readonly (SelectedImage & { readonly subset?: SubsetName })[],
  settings: CopySettings,
  files: readonly AnyFile[],
): PlannedImage[] {
  const sidecars = sidecarsByFolder(files);
  const stamps = new Map(files.map(({ path, size, modifiedMs }) => [path, `${size} ${modifiedMs}`]));
  const taken = new Set<string>();
  const isLabelled = images.some(({ label }) => label !== '');
  const sorted = [...images].sort((a, b) => (a.path < b.path ? -1 : 1));
  return sorted.map((image) => {
    const render = renderSettings(settings, image.format, image.convert);
    const folder = [image.subset, image.label === '' && isLabelled ? unsortedFolder : image.label]
      .filter((part) => part !== undefined && part !== '')
      .join('/');
    const name = image.name ?? nameOf(image.path);
    const { stem, ending } = splitName(name);
    const own = render?.format ?? image.format;
    const allowed = endings[own] ?? [ending];
    const newEnding = allowed.includes(ending.toLowerCase()) ? ending : allowed[0];
    const tails = tailsOf(image, sidecars, render !== undefined && settings.size !== undefined);
    const target = place(folder, stem, newEnding, tails, taken);
    const newStem = splitName(target).stem;
    return {
      ...image,
      target,
      ...(render && { render }),
      key: renderKey(image.hash, render),
      companions: tails.map(({ source, ending: own, isWhole }) => ({
        source,
        target: `${isWhole ? target : newStem}${own}`,
        stamp: stamps.get(source) ?? '',
      })),
    };
  });
}

function sidecarsByFolder(files: readonly AnyFile[]): Map<string, SidecarIndex> {
  const names = new Map<string, string[]>();
  for (const { path } of files) {
    const known = names.get(parentOf(path));
    if (known) known.push(nameOf(path));
    else names.set(parentOf(path), [nameOf(path)]);
  }
  return new Map([...names].map(([folder, own]) => [folder, new SidecarIndex(own)]));
}

interface Tail {
  readonly source: string;
  readonly ending: string;
  /** It is called after the whole name of its image (`a.jpg.json`). */
  readonly isWhole: boolean;
}

function tailsOf(image: SelectedImage, sidecars: ReadonlyMap<string, SidecarIndex>, captionsOnly: boolean): Tail[] {
  const folder = parentOf(image.path);
  const name = nameOf(image.path);
  const { travel } = sidecars.get(folder)?.of(name, () => true) ?? { travel: [] };
  return travel
    .map((own) => ({
      source: joinPath(folder, own),
      ending: splitName(own).ending,
      isWhole: sidecarStem(own) === name.normalize('NFC') && sidecarStem(own) !== sidecarStem(name),
    }))
    .filter(({ ending }) => !captionsOnly || captions.has(ending.toLowerCase()));
}

/** The first free name, with all that goes with it, and takes it. A stem is used once, so that loaders can pair by it. */
function place(folder: string, stem: string, ending: string, tails: readonly Tail[], taken: Set<string>): string {
  const reserved = utf8Length(ending) + Math.max(0, ...tails.map((tail) => utf8Length(tail.ending)));
  for (let n = 1; ; n++) {
    const candidate = joinPath(folder, numberedStem(stem, n, reserved));
    const key = foldName(candidate);
    if (taken.has(key)) continue;
    taken.add(key);
    return candidate + ending;
  }
}
