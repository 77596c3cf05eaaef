import { foldName, numberedStem, splitName, utf8Length } from '../../../core/freeName';
import type { Skipped } from '../../../core/plan/plan';
import { joinPath, nameOf, parentOf } from '../../../core/relativePath';
import { errorReason } from '../../errors';
import type { DataFolders, Location } from '../dataFolders';
import { lstatIfThere } from '../files/directories';
import type { FileOps } from '../files/fileOps';
import type { JournalOperation, JournalState } from '../journal/journal';
import type { OperationReference } from '../journal/journalRecords';
import type { Step } from '../steps/step';
import { keptOperations, type TrashEntry } from './trash';
import { inverse } from '../steps/undoSteps';

/** The steps that put files back from the trash: images with the sidecars that went with them, numbered alike. */
export async function planRestore(
  ops: FileOps,
  folders: DataFolders,
  state: JournalState,
  entries: readonly Pick<TrashEntry, 'journal' | 'operation'>[],
  run: string,
): Promise<{ inverses: Step[]; gone: Skipped[] }> {
  const kept = new Set([...keptOperations(state, 'trash'), ...keptOperations(state, 'set-aside')]);
  const names = new TakenOnDisk(ops, folders);
  const inverses: Step[] = [];
  const gone: Skipped[] = [];
  for (const { journal, operation: number } of entries) {
    const operation = state.find({ run: journal, operation: number });
    if (!operation || !kept.has(operation)) {
      const path = operation?.from.path ?? `${journal}/${number}`;
      gone.push({ path, reason: 'It is no longer in the trash.' });
      continue;
    }
    const group = [operation, ...sidecarsOf(operation, state).filter((sidecar) => kept.has(sidecar))];
    for (const member of group) kept.delete(member);
    const steps = group.map((member) => inverse(member, run));
    try {
      const places = await names.settle(steps.flatMap(({ to }) => (to ? [to] : [])));
      inverses.push(...steps.map((step, i) => ({ ...step, to: places[i] })));
    } catch (error) {
      const reason = `Cannot be restored: ${errorReason(error)}.`;
      gone.push(...steps.map(({ path }) => ({ path, reason })));
    }
  }
  return { inverses, gone };
}

/** Sidecars follow their image in the run that moved them. */
function sidecarsOf(image: JournalOperation, state: JournalState): JournalOperation[] {
  const sidecars: JournalOperation[] = [];
  if (image.isSidecar) return sidecars;
  for (let operation = image.number + 1; ; operation++) {
    const next = state.find({ run: image.run.id, operation } satisfies OperationReference);
    if (!next?.isSidecar) return sidecars;
    sidecars.push(next);
  }
}

class TakenOnDisk {
  private readonly listed = new Map<string, Set<string>>();
  private readonly promised = new Set<string>();

  constructor(
    private readonly ops: FileOps,
    private readonly folders: DataFolders,
  ) {}

  /** The places themselves when all are free, else the first number for which similar names are free as well. */
  async settle(wanted: readonly Location[]): Promise<Location[]> {
    const taken = await Promise.all(wanted.map((place) => this.isTaken(place)));
    const places = taken.includes(true) ? await this.number(wanted) : [...wanted];
    for (const { base, path } of places) this.promised.add(joinPath(base, path));
    return places;
  }

  private async isTaken(place: Location): Promise<boolean> {
    if (this.promised.has(joinPath(place.base, place.path))) return true;
    return (await lstatIfThere(this.ops, this.folders.absolute(place))) !== undefined;
  }

  private async number(wanted: readonly Location[]): Promise<Location[]> {
    const [first] = wanted;
    const { path } = first;
    const folder = parentOf(path);
    const names = await this.list({ ...first, path: folder });
    const { stem } = splitName(nameOf(path));
    const tails = wanted.map((place) => nameOf(place.path).slice(stem.length));
    const reserved = Math.max(...tails.map(utf8Length));
    for (let n = 2; ; n++) {
      const numbered = tails.map((tail) => numberedStem(stem, n, reserved) + tail);
      if (numbered.some((name) => names.has(foldName(name)))) continue;
      for (const name of numbered) names.add(foldName(name));
      return numbered.map((name) => ({ ...first, path: joinPath(folder, name) }));
    }
  }

  private async list(folder: Location): Promise<Set<string>> {
    const absolute = this.folders.absolute(folder);
    const known = this.listed.get(absolute);
    if (known) return known;
    const names = new Set((await this.ops.readdir(absolute)).map(foldName));
    this.listed.set(absolute, names);
    return names;
  }
}
