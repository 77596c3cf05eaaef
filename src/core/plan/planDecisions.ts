import { spelledFolder, TakenNames, type FolderListings } from '../folderListing';
import { splitName } from '../freeName';
import type { ConvertFormat } from '../decisions/decision';
import { ConversionPlan, convertedName, sidecarTail, type StagedFile } from './planConversions';
import type { Expected, FileOperation, Plan, Skipped } from './plan';
import { ancestorsOf, joinPath, nameOf, parentOf, unsafePathReason } from '../relativePath';
import { SidecarIndex } from '../sidecars';
import { unfitFolderReason } from './planFolders';

/** A decision as far as files are concerned. */
export type FileDecision =
  | { readonly kind: 'keep' }
  | { readonly kind: 'relabel'; readonly to: string }
  /** `to` is the new path below the root, or a bare name; with `label`, in the folder of that class. */
  | { readonly kind: 'rename'; readonly to: string; readonly label?: string }
  /** `staged` is the new file; absent while the plan is only shown. */
  | { readonly kind: 'convert'; readonly format: ConvertFormat; readonly label?: string; readonly staged?: StagedFile }
  | { readonly kind: 'delete' }
  /** To the trash in favour of the image that it was made of, which comes back to `original` and to its captions. */
  | { readonly kind: 'unmake'; readonly original: string }
  | { readonly kind: 'set-aside' }
  /** Back to `path` from the trash or from what was set aside; `from` below the state folder. */
  | { readonly kind: 'restore'; readonly from: string };

export interface DecidedImage extends Expected {
  readonly path: string;
  readonly subset?: string;
  readonly given?: string;
  readonly decision: FileDecision;
}

export interface PlanInput {
  readonly root: string;
  readonly images: readonly DecidedImage[];
  /** The folder of a class in a subset, relative to the root. */
  readonly folderOf: (label: string, subset: string | undefined) => string;
  /** At least the folders that `foldersOfPlan` names. */
  readonly listings: FolderListings;
  /** Captions and boxes with the image's stem travel with it; default true. */
  readonly sidecars?: boolean;
  /** Where a file stood before earlier applies: one that goes back to that folder gets its old name back. */
  readonly origins?: ReadonlyMap<string, string>;
}

type Target =
  | { readonly kind: 'trash' | 'set-aside' }
  | { readonly kind: 'unmake'; readonly original: string }
  | { readonly kind: 'move'; readonly folder: string; readonly name: string; readonly home?: boolean }
  | { readonly kind: 'convert'; readonly folder: string; readonly name: string; readonly staged?: StagedFile }
  | { readonly kind: 'restore'; readonly from: string; readonly folder: string; readonly name: string };

function targetOf(image: DecidedImage, input: Pick<PlanInput, 'folderOf' | 'origins'>): Target | undefined {
  const { decision, path } = image;
  switch (decision.kind) {
    case 'keep':
      return undefined;
    case 'delete':
      return { kind: 'trash' };
    case 'unmake':
      return decision;
    case 'set-aside':
      return { kind: 'set-aside' };
    case 'relabel': {
      const folder = input.folderOf(decision.to, image.subset);
      const origin = input.origins?.get(path);
      const home = origin !== undefined && parentOf(origin) === folder;
      return { kind: 'move', folder, name: home ? homeName(origin, path) : nameOf(path), home };
    }
    case 'restore':
      return { kind: 'restore', from: decision.from, folder: parentOf(path), name: nameOf(path) };
    case 'rename': {
      const to = decision.to.includes('/')
        ? decision.to
        : joinPath(folderFor(image, decision.label, input), decision.to);
      return { kind: 'move', folder: parentOf(to), name: nameOf(to) };
    }
    case 'convert': {
      const folder = folderFor(image, decision.label, input);
      return { kind: 'convert', folder, name: convertedName(nameOf(path), decision.format), staged: decision.staged };
    }
  }
}

/** Where an image goes that a person may have labelled otherwise as well. */
function folderFor(
  { path, subset, given }: DecidedImage,
  label: string | undefined,
  input: Pick<PlanInput, 'folderOf'>,
) {
  return label === undefined || label === (given ?? '') ? parentOf(path) : input.folderOf(label, subset);
}

/** The name that a file had; the ending is what it is by now, as that may have been put right. */
function homeName(origin: string, path: string): string {
  return splitName(nameOf(origin)).stem + splitName(nameOf(path)).ending;
}

/** The folders whose listings `planDecisions` needs: those left, those entered, and the folders above them. */
export function foldersOfPlan(input: Pick<PlanInput, 'images' | 'folderOf' | 'origins'>): Set<string> {
  const folders = new Set(['']);
  for (const image of input.images) {
    const target = targetOf(image, input);
    if (!target) continue;
    const entered = 'folder' in target ? [target.folder] : 'original' in target ? [parentOf(target.original)] : [];
    const touched = [parentOf(image.path), ...entered];
    for (const folder of touched) {
      if (folder === '' || unsafePathReason(folder)) continue;
      for (const ancestor of [...ancestorsOf(folder), folder]) folders.add(ancestor);
    }
  }
  return folders;
}

/**
 * Turns decisions into file operations. Pure: `listings` says what the folders hold. A taken name gets a number
 * (`name (2).jpg`), also where only case or Unicode normalisation differ; sidecars travel and keep the image's stem.
 */
export function planDecisions(input: PlanInput): Plan {
  const operations: FileOperation[] = [];
  const skipped: Skipped[] = [];
  const notes: Skipped[] = [];
  const taken = new TakenNames(input.listings);
  const folders = new PlannedFolders(input.listings);
  const conversions = new ConversionPlan(taken, operations);
  const targets = new Map<string, { image: DecidedImage; target: Target }>();
  for (const image of input.images) {
    const unsafe = unsafePathReason(image.path);
    const target = unsafe ? undefined : spelled(targetOf(image, input), input.listings);
    if (unsafe) skipped.push({ path: image.path, reason: `Not touched: ${unsafe}.` });
    else if (targets.has(image.path)) skipped.push({ path: image.path, reason: 'Decided twice; the first holds.' });
    else if (target && !staysInPlace(image.path, target)) targets.set(image.path, { image, target });
  }
  const sidecarIndex = new Map<string, SidecarIndex>();
  const planned = new Set<string>();
  for (const [path, { image, target }] of targets) {
    const reason = 'folder' in target ? folders.enter(target, operations) : undefined;
    if (reason) {
      skipped.push({ path, reason });
      continue;
    }
    const folder = parentOf(path);
    if (target.kind === 'restore') {
      const { size, mtimeMs, hash } = image;
      const { stem, ending } = splitName(target.name);
      const [to] = taken.takeBack(target.folder, [target.name]) ?? taken.placeGroup(target.folder, stem, [ending]);
      operations.push({ kind: 'restore', from: target.from, to, expected: { size, mtimeMs, hash } });
      continue;
    }
    let index = sidecarIndex.get(folder);
    if (!index) sidecarIndex.set(folder, (index = new SidecarIndex(input.listings.get(folder)?.files ?? [])));
    const goesToo = (name: string): boolean => sameTarget(targets.get(joinPath(folder, name))?.target, target);
    const sidecars = input.sidecars === false ? { travel: [], shared: [] } : index.of(nameOf(path), goesToo);
    for (const { name, with: other } of sidecars.shared)
      notes.push({ path: joinPath(folder, name), reason: `Stays: it also belongs to ${other}, which stays.` });
    const travel = sidecars.travel.filter((name) => !planned.has(joinPath(folder, name)));
    for (const name of travel) planned.add(joinPath(folder, name));
    if (target.kind === 'convert') conversions.add(image, target, travel);
    else if (target.kind === 'unmake') {
      const { original } = target;
      const blocked = folders.enter({ folder: parentOf(original), name: nameOf(original) }, operations);
      operations.push(...unmake(image, original, blocked ? [] : travel, taken));
    } else operations.push(...operationsFor(image, target, travel, taken, input.origins));
  }
  conversions.flush();
  operations.push(...emptiedClasses(operations, input));
  return { root: input.root, operations, skipped, notes };
}

/** Class folders that nothing is left in once their images are relabelled: a class without images is none. */
function emptiedClasses(operations: readonly FileOperation[], { images, listings }: PlanInput): FileOperation[] {
  const left = new Set<string>();
  const entered = new Set<string>();
  for (const operation of operations) {
    if (operation.kind === 'move' && parentOf(operation.from) !== parentOf(operation.to)) left.add(operation.from);
    if ('to' in operation) entered.add(parentOf(operation.to));
  }
  const classes = new Set(
    images.flatMap(({ path, given }) => (given !== undefined && left.has(path) ? [parentOf(path)] : [])),
  );
  return [...classes].flatMap((folder): FileOperation[] => {
    const { files, folders, others } = listings.get(folder) ?? { files: [''], folders: [], others: [] };
    const isEmptied = files.every((name) => left.has(joinPath(folder, name)));
    const staysEmpty = folders.length + others.length === 0 && !entered.has(folder) && folder !== '';
    return isEmptied && staysEmpty ? [{ kind: 'remove-folder', path: folder }] : [];
  });
}

function spelled(target: Target | undefined, listings: FolderListings): Target | undefined {
  return target && 'folder' in target ? { ...target, folder: spelledFolder(target.folder, listings) } : target;
}

function staysInPlace(path: string, target: Target): boolean {
  if (target.kind !== 'move') return false;
  return target.folder === parentOf(path) && target.name === nameOf(path);
}

function sameTarget(a: Target | undefined, b: Target): boolean {
  const folderOf = (target: Target): string | undefined => ('folder' in target ? target.folder : undefined);
  const isOneMove = (target: Target): boolean => target.kind === 'move' || target.kind === 'convert';
  if (!a || (a.kind !== b.kind && !(isOneMove(a) && isOneMove(b)))) return false;
  return folderOf(a) === folderOf(b);
}

/** The image goes to the trash; its captions go back to what it was made of. */
function unmake(
  { path, size, mtimeMs, hash }: DecidedImage,
  original: string,
  sidecars: readonly string[],
  taken: TakenNames,
): FileOperation[] {
  const { stem, ending } = splitName(nameOf(original));
  const home = parentOf(original);
  return [
    { kind: 'trash', from: path, expected: { size, mtimeMs, hash } },
    ...sidecars.flatMap((name): FileOperation[] => {
      const from = joinPath(parentOf(path), name);
      const tail = sidecarTail(name, nameOf(path), ending);
      if (joinPath(home, stem + tail) === from) return [];
      const [to] = taken.takeBack(home, [stem + tail]) ?? taken.placeGroup(home, stem, [tail]);
      return [{ kind: 'move', from, to, sidecarOf: path }];
    }),
  ];
}

function operationsFor(
  image: DecidedImage,
  target: Exclude<Target, { kind: 'restore' | 'convert' | 'unmake' }>,
  sidecars: string[],
  taken: TakenNames,
  origins: PlanInput['origins'],
): FileOperation[] {
  const { path, size, mtimeMs, hash } = image;
  const folder = parentOf(path);
  const expected = { size, mtimeMs, hash };
  const travellers = (names: readonly string[]): { from: string; sidecarOf: string }[] =>
    names.map((name) => ({ from: joinPath(folder, name), sidecarOf: path }));
  if (target.kind !== 'move')
    return [
      { kind: target.kind, from: path, expected },
      ...travellers(sidecars).map((file) => ({ kind: target.kind, ...file })),
    ];
  const { stem, ending } = splitName(nameOf(path));
  const wanted = splitName(target.name);
  const newEnding = wanted.ending === '' ? ending : wanted.ending;
  const tailOf = (name: string): string => sidecarTail(name, nameOf(path), newEnding);
  // A caption keeps its name where only the ending of its image changes.
  const moving = sidecars.filter((name) => target.folder !== folder || wanted.stem + tailOf(name) !== name);
  const travelling = travellers(moving);
  // What follows the stem in each name: `.jpg`, and `.txt` or `.jpg.json` for the sidecars.
  const tails = [newEnding, ...moving.map(tailOf)];
  const ownStem = target.folder === folder ? stem : undefined;
  const names = [target.name, ...tails.slice(1).map((tail) => wanted.stem + tail)];
  const former = travelling.map(({ from }) => origins?.get(from));
  const home = [target.name, ...former.map((origin, i) => (origin === undefined ? names[i + 1] : nameOf(origin)))];
  const places =
    (target.home ? taken.takeBack(target.folder, home) : undefined) ??
    taken.placeGroup(target.folder, wanted.stem, tails, ownStem);
  return [
    { kind: 'move', from: path, to: places[0], expected },
    ...travelling.map((file, i): FileOperation => ({ kind: 'move', ...file, to: places[i + 1] })),
  ];
}

/** Folders that exist or that the plan makes. */
class PlannedFolders {
  private readonly made = new Set<string>();

  constructor(private readonly listings: FolderListings) {}

  /** Adds what makes the target's folder; returns why that cannot be. */
  enter(target: { folder: string; name: string }, operations: FileOperation[]): string | undefined {
    const { folder, name } = target;
    const unsafe = unsafePathReason(joinPath(folder, name));
    if (unsafe) return `Not touched: ${unsafe}.`;
    if (folder === '') return undefined;
    const unfit = unfitFolderReason(folder);
    if (unfit !== undefined) return unfit;
    const missing: string[] = [];
    for (const path of [...ancestorsOf(folder), folder]) {
      if (this.listings.has(path) || this.made.has(path)) continue;
      const above = this.listings.get(parentOf(path));
      if (above?.files.includes(nameOf(path)) || above?.others.includes(nameOf(path)))
        return `The folder ${path} cannot be made: something else has that name.`;
      missing.push(path);
    }
    for (const path of missing) {
      this.made.add(path);
      operations.push({ kind: 'make-folder', path });
    }
    return undefined;
  }
}
