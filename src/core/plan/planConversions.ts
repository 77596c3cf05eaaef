import type { ConvertFormat } from '../decisions/decision';
import type { TakenNames } from '../folderListing';
import { foldName, splitName } from '../freeName';
import { withEnding } from '../imageEndings';
import type { Expected, FileOperation } from './plan';
import { joinPath, nameOf, parentOf } from '../relativePath';

/** The new file of a conversion, waiting in the state folder's `staging/`. */
export interface StagedFile extends Expected {
  /** Below the state folder. */
  readonly from: string;
  /** What was done, for the journal. */
  readonly note: string;
}

/** Endings that may stay as they are, the usual one first. */
const endings: Readonly<Record<ConvertFormat, readonly string[]>> = { png: ['.png'], jpeg: ['.jpg', '.jpeg'] };

/** The name of a file once it is converted: its ending says the format. */
export function convertedName(name: string, format: ConvertFormat): string {
  return endings[format].includes(splitName(name).ending.toLowerCase()) ? name : withEnding(name, endings[format][0]);
}

/** What follows an image's stem in the name of its sidecar once the image is named otherwise: `.png.json` for `.webp.json`. */
export function sidecarTail(sidecar: string, image: string, newEnding: string): string {
  const [name, own] = [sidecar.normalize('NFC'), image.normalize('NFC')];
  return name.startsWith(`${own}.`) ? newEnding + name.slice(own.length) : name.slice(splitName(own).stem.length);
}

/** Conversions done together: few enough that a cancelled apply leaves little half done. */
const together = 64;

/**
 * Collects conversions. For each image the new file comes in first and the original goes to the trash after it, so that
 * at every instant one of them stands in the dataset. Where both have the same name, the new file waits under a
 * numbered one until the original has gone.
 */
export class ConversionPlan {
  private copies: FileOperation[] = [];
  private trashes: FileOperation[] = [];
  private renames: FileOperation[] = [];

  constructor(
    private readonly taken: TakenNames,
    private readonly operations: FileOperation[],
  ) {}

  /** `sidecars` travel with the image into `folder`; `staged` is absent while a plan is only shown. */
  add(
    image: Expected & { readonly path: string },
    target: { readonly folder: string; readonly name: string; readonly staged?: StagedFile },
    sidecars: readonly string[],
  ): void {
    const { path, size, mtimeMs, hash } = image;
    const { folder, name, staged } = target;
    const home = parentOf(path);
    const wanted = splitName(name);
    const from = staged?.from ?? `staging/${path}`;
    const expected = staged && { size: staged.size, mtimeMs: staged.mtimeMs, hash: staged.hash };
    const provenance = { source: path, note: staged?.note ?? 'converted' };
    const copyIn = (to: string): FileOperation => ({ kind: 'copy-in', from, to, expected, provenance });
    const isSame = foldName(joinPath(folder, name)) === foldName(path);
    if (isSame) {
      const [waiting] = this.taken.placeGroup(folder, wanted.stem, [wanted.ending], wanted.stem);
      this.copies.push(copyIn(waiting));
      this.renames.push({ kind: 'move', from: waiting, to: path, expected, after: [path] });
    } else {
      const own = splitName(nameOf(path)).stem;
      const tails = sidecars.map((sidecar) => sidecarTail(sidecar, nameOf(path), wanted.ending));
      // Beside the image a caption has its name already, and keeps it.
      const moving = sidecars.map((_, i) => i).filter((i) => folder !== home || wanted.stem + tails[i] !== sidecars[i]);
      const places = this.taken.placeGroup(
        folder,
        wanted.stem,
        [wanted.ending, ...moving.map((i) => tails[i])],
        folder === home ? own : undefined,
      );
      this.copies.push(
        copyIn(places[0]),
        ...moving.map((at, i): FileOperation => ({
          kind: 'move',
          from: joinPath(home, sidecars[at]),
          to: places[i + 1],
          sidecarOf: from,
        })),
      );
    }
    this.trashes.push({ kind: 'trash', from: path, expected: { size, mtimeMs, hash }, after: [from] });
    if (this.trashes.length >= together) this.flush();
  }

  /** Puts what was collected into the plan. */
  flush(): void {
    for (const collected of [this.copies, this.trashes, this.renames])
      for (const operation of collected) this.operations.push(operation);
    this.copies = [];
    this.trashes = [];
    this.renames = [];
  }
}
