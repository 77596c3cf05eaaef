import { dirname, relative } from 'node:path';
import { TakenNames, type FolderListing } from '../../core/folderListing';
import { foldName, splitName } from '../../core/freeName';
import { operationPath, type FileOperation, type Plan, type Skipped } from '../../core/plan/plan';
import { joinPath, nameOf, parentOf, unsafePathReason } from '../../core/relativePath';
import { errorReason, isSystemError, UserError } from '../errors';
import { setAsideFolder, stagingFolder, trashFolder, type DataFolders, type Location } from './dataFolders';
import { lstatIfThere } from './files/directories';
import type { FileOps, FileStat } from './files/fileOps';
import { checkRewrite, tableBackup } from './files/rewriteTable';
import { lookAtSource, sameInode, type SourceFile } from './files/sourceFile';
import type { Step } from './steps/step';

export interface ResolveOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface ResolvedPlan {
  readonly steps: Step[];
  /** The plan's operation behind each step, with the name that it now gets. */
  readonly operations: FileOperation[];
  readonly skipped: Skipped[];
}

/**
 * Checks a plan against the disk and settles every place: what changed since it was decided on is skipped with the
 * reason, and a target that is taken by now gets a numbered name (its sidecars the same number).
 */
export async function resolvePlan(
  ops: FileOps,
  folders: DataFolders,
  plan: Plan,
  run: string,
  options: ResolveOptions = {},
): Promise<ResolvedPlan> {
  return new PlanResolver(ops, folders, run, options).resolve(plan);
}

type RewriteOperation = Extract<FileOperation, { kind: 'rewrite' }>;
type MovingOperation = Exclude<FileOperation, RewriteOperation>;

class PlanResolver {
  private readonly listings = new Map<string, FolderListing>();
  private readonly taken = new TakenNames(this.listings);
  private readonly steps: Step[] = [];
  private readonly operations: FileOperation[] = [];
  private readonly skipped: Skipped[] = [];
  /** Place (`root/cat/1.jpg`) -> what will stand there once earlier steps are done. */
  private readonly arriving = new Map<string, SourceFile>();
  /** Folded place -> the file that stands there until an earlier step takes it away. */
  private readonly leaving = new Map<string, FileStat | undefined>();
  private readonly left = new Set<string>();
  /** The plan's `from` -> index of its step. */
  private readonly stepOf = new Map<string, number>();
  private readonly arrivals = new Set<string>();
  private pile: string | undefined;

  constructor(
    private readonly ops: FileOps,
    private readonly folders: DataFolders,
    private readonly run: string,
    private readonly options: ResolveOptions,
  ) {}

  async resolve(plan: Plan): Promise<ResolvedPlan> {
    const { operations } = plan;
    if (plan.pile !== undefined) this.pile = await this.folders.openPile(plan.pile);
    for (let i = 0; i < operations.length;) {
      this.options.signal?.throwIfAborted();
      const operation = operations[i];
      if (operation.kind === 'rewrite') {
        await this.resolveRewrite(operation);
        i++;
      } else {
        const group: MovingOperation[] = [operation];
        for (let next = operations[++i]; next && isMoving(next) && belongs(next, operation); next = operations[++i])
          group.push(next);
        await this.resolveGroup(group);
      }
      this.options.onProgress?.(i, operations.length);
    }
    await this.followMovedTargets();
    return { steps: this.steps, operations: this.operations, skipped: [...plan.skipped, ...this.skipped] };
  }

  /** An image and its sidecars: they get the same number; without the image they stay. */
  private async resolveGroup(group: readonly MovingOperation[]): Promise<void> {
    const checked: { operation: MovingOperation; step: Step }[] = [];
    for (const operation of group) {
      const path = operationPath(operation);
      try {
        if (operation !== group[0] && checked.length === 0) throw new UserError('Its image is not moved.');
        const step = await this.check(operation, path);
        if (step) checked.push({ operation, step });
      } catch (error) {
        if (this.options.signal?.aborted) throw error;
        this.skipped.push({ path, reason: reasonFor(error) });
      }
    }
    if (checked.length === 0) return;
    let places: (Location | undefined)[];
    try {
      places = await this.settle(checked.map(({ step }) => step));
    } catch (error) {
      const reason = reasonFor(error);
      this.skipped.push(...checked.map(({ step: { path } }) => ({ path, reason })));
      return;
    }
    const owner = this.steps.length;
    checked.forEach(({ operation, step }, i) => {
      const to = places[i];
      if ('from' in operation) this.stepOf.set(operation.from, this.steps.length);
      const settled = { ...step, ...(to && { to }), ...(i > 0 && { owner, isSidecar: true }) };
      this.steps.push(settled);
      this.operations.push('to' in operation && to ? { ...operation, to: to.path } : operation);
      if (to && step.seen) this.arriving.set(keyOf(to), step.seen);
      this.leaving.set(foldName(keyOf(step.from)), step.seen?.own);
      this.left.add(keyOf(step.from));
    });
  }

  /** A table keeps its place; what stands there must be what its new content was made from. */
  private async resolveRewrite(operation: RewriteOperation): Promise<void> {
    const { from, to: path, expected, replaces, relabels } = operation;
    try {
      const reason = unsafePathReason(path);
      if (reason) throw new UserError(`Not touched: ${reason}.`);
      const step: Step = {
        kind: 'rewrite',
        from: inState(from, [stagingFolder]),
        to: { base: 'root', path },
        path,
        expected,
        replaces: { ...replaces, backup: tableBackup(this.run, path) },
        relabels,
      };
      const checked = await checkRewrite(this.ops, this.folders, step, this.options.signal);
      this.stepOf.set(from, this.steps.length);
      this.steps.push(checked);
      this.operations.push(operation);
    } catch (error) {
      if (this.options.signal?.aborted) throw error;
      this.skipped.push({ path, reason: reasonFor(error) });
    }
  }

  private async check(operation: MovingOperation, path: string): Promise<Step | undefined> {
    if (operation.kind === 'make-folder' || operation.kind === 'remove-folder') {
      const from: Location = { base: 'root', path };
      await this.folders.reach(from);
      return { kind: operation.kind, from, path };
    }
    const after = operation.after?.map((earlier) => {
      const index = this.stepOf.get(earlier);
      if (index === undefined) throw new UserError('What must come before it is not done.');
      return index;
    });
    const from = sourceOf(operation, this.pile);
    const to = this.targetOf(operation);
    if (this.left.has(keyOf(from))) throw new UserError('The plan moves it twice.');
    const { expected, kind } = operation;
    let seen = this.arriving.get(keyOf(from));
    if (!seen) {
      const { absolute } = await this.folders.reach(from);
      seen = await lookAtSource(this.ops, absolute, expected, { signal: this.options.signal });
    } else if (expected && expected.hash !== seen.expected.hash) throw new UserError('Another file will stand there.');
    const provenance = operation.kind === 'copy-in' ? operation.provenance : undefined;
    const order = after === undefined ? {} : { after };
    return {
      kind,
      from,
      to,
      path,
      seen,
      expected: expected ?? seen.expected,
      ...(provenance && { provenance }),
      ...order,
    };
  }

  private targetOf(operation: Exclude<MovingOperation, { kind: 'make-folder' | 'remove-folder' }>): Location {
    switch (operation.kind) {
      case 'trash':
        return { base: 'state', path: `${trashFolder}/${this.run}/${operation.from}` };
      case 'set-aside':
        return { base: 'state', path: `${setAsideFolder}/${operation.from}` };
      default: {
        const reason = unsafePathReason(operation.to);
        if (reason) throw new UserError(`Not touched: ${reason}.`);
        return { base: 'root', path: operation.to };
      }
    }
  }

  /** Final places of a group; the names are taken from then on. */
  private async settle(steps: readonly Step[]): Promise<(Location | undefined)[]> {
    const wanted = steps.map(({ to }) => to);
    const first = wanted[0];
    if (!first) return wanted;
    let places = wanted;
    for (const to of wanted) {
      if (!to || !(await this.isTaken(to))) continue;
      places = await this.number(wanted, first);
      break;
    }
    for (const place of places) if (place) this.arrivals.add(keyOf(place));
    return places;
  }

  /** On the disk and not leaving before, or promised to another file of the plan. */
  private async isTaken(to: Location): Promise<boolean> {
    if (this.arrivals.has(keyOf(to))) return true;
    const there = await lstatIfThere(this.ops, this.folders.absolute(to));
    if (!there) return false;
    const leaving = this.leaving.get(foldName(keyOf(to)));
    return !leaving || !sameInode(leaving, there);
  }

  private async number(wanted: readonly (Location | undefined)[], first: Location): Promise<Location[]> {
    const folder = joinPath(first.base, parentOf(first.path)).replace(/\/$/, '');
    await this.list({ ...first, path: parentOf(first.path) });
    for (const arrival of this.arrivals) if (parentOf(arrival) === folder) this.taken.add(arrival);
    const { stem } = splitName(nameOf(first.path));
    const tails = wanted.map((to) => nameOf(to?.path ?? first.path).slice(stem.length));
    const numbered = this.taken.placeGroup(folder, stem, tails);
    return numbered.map((path) => ({ ...first, path: path.slice(first.base.length + 1) }));
  }

  private async list(folder: Location): Promise<void> {
    const key = joinPath(folder.base, folder.path).replace(/\/$/, '');
    if (this.listings.has(key)) return;
    let files: string[] = [];
    try {
      files = await this.ops.readdir(this.folders.absolute(folder));
    } catch (error) {
      if (!isSystemError(error) || (error.code !== 'ENOENT' && error.code !== 'ENOTDIR')) throw error;
    }
    this.listings.set(key, { files, folders: [], others: [] });
  }

  /** A relative link whose target moves in the same plan leads to the target's new place. */
  private async followMovedTargets(): Promise<void> {
    const newPlace = new Map<string, Location>();
    for (const { from, to } of this.steps) if (to) newPlace.set(this.folders.absolute(from), to);
    for (const [i, step] of this.steps.entries()) {
      const target = step.seen?.target;
      if (target === undefined || target.startsWith('/') || !step.to) continue;
      const reached = await this.realTarget(step.from);
      if (reached === undefined) continue;
      const moved = newPlace.get(reached);
      if (!moved) continue;
      const text = relative(dirname(this.folders.absolute(step.to)), this.folders.absolute(moved));
      this.steps[i] = { ...step, linkText: text };
    }
  }

  private async realTarget(link: Location): Promise<string | undefined> {
    try {
      return await this.ops.realpath(this.folders.absolute(link));
    } catch (error) {
      if (isSystemError(error)) return undefined; // Its text is then rewritten towards where it led before.
      throw error;
    }
  }
}

function reasonFor(error: unknown): string {
  return isSystemError(error) ? `Cannot be read: ${errorReason(error)}.` : errorReason(error);
}

function keyOf({ base, path }: Location): string {
  return joinPath(base, path);
}

function isMoving(operation: FileOperation): operation is MovingOperation {
  return operation.kind !== 'rewrite';
}

function belongs(operation: FileOperation, image: FileOperation): boolean {
  if (!('sidecarOf' in operation) || operation.sidecarOf === undefined) return false;
  return 'from' in image && operation.sidecarOf === image.from;
}

function sourceOf(
  operation: Exclude<MovingOperation, { kind: 'make-folder' | 'remove-folder' }>,
  pile: string | undefined,
): Location {
  const { kind, from } = operation;
  const reason = unsafePathReason(from);
  if (reason) throw new UserError(`Not touched: ${reason}.`);
  if (kind === 'move-in') {
    if (pile === undefined) throw new UserError('Not touched: the plan does not say which folder it comes from.');
    return { base: 'pile', pile, path: from };
  }
  if (kind === 'copy-in') return inState(from, [stagingFolder]);
  if (kind === 'restore') return inState(from, [trashFolder, setAsideFolder]);
  return { base: 'root', path: from };
}

/** Nothing else in the state folder (the journal, the decisions) can be moved by a plan. */
function inState(path: string, allowed: readonly string[]): Location {
  if (!allowed.some((folder) => path.startsWith(`${folder}/`)))
    throw new UserError(`Not touched: ${path} is not in ${allowed.join(' or ')}.`);
  return { base: 'state', path };
}
