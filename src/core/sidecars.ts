import { splitName } from './freeName';

const sidecarEndings = new Set(['.txt', '.caption', '.json', '.xml', '.npy']);

/** True for a name that holds something about an image rather than an image: captions, boxes, embeddings. */
export function isSidecarName(name: string): boolean {
  return sidecarEndings.has(splitName(name).ending.toLowerCase());
}

/** The part by which a sidecar belongs to an image: `a` for `a.txt`, `a.jpg` for `a.jpg.json`. */
export function sidecarStem(name: string): string {
  return splitName(name).stem.normalize('NFC');
}

export interface SidecarsOf {
  /** Names that belong to this image alone (among the images that stay) and travel with it. */
  readonly travel: string[];
  /** Names that also belong to an image that stays; `with` names it. */
  readonly shared: { readonly name: string; readonly with: string }[];
}

/** Sidecars of one folder, found by name. */
export class SidecarIndex {
  private readonly byStem = new Map<string, string[]>();
  private readonly imagesByStem = new Map<string, string[]>();

  constructor(names: Iterable<string>) {
    for (const name of names) {
      const index = isSidecarName(name) ? this.byStem : this.imagesByStem;
      const stem = sidecarStem(name);
      const list = index.get(stem);
      if (list) list.push(name);
      else index.set(stem, [name]);
    }
  }

  /** `goesToo` says whether another image of the folder goes to the same place, so that a shared sidecar may too. */
  of(image: string, goesToo: (image: string) => boolean): SidecarsOf {
    const travel = [...(this.byStem.get(image.normalize('NFC')) ?? [])];
    const shared: { name: string; with: string }[] = [];
    const stem = sidecarStem(image);
    const staying = (this.imagesByStem.get(stem) ?? []).find((other) => other !== image && !goesToo(other));
    for (const name of this.byStem.get(stem) ?? []) {
      if (staying === undefined) travel.push(name);
      else shared.push({ name, with: staying });
    }
    return { travel, shared };
  }
}
