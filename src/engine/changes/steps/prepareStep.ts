import { dirname } from 'node:path';
import { parentOf } from '../../../core/relativePath';
import { UserError } from '../../errors';
import type { Location } from '../dataFolders';
import { syncFolder } from '../files/directories';
import { rewriteLinkTarget } from '../files/linkTarget';
import type { Move } from '../files/moveFile';
import { lookAtTable, type Rewrite } from '../files/rewriteTable';
import { lookAtSource, type SourceFile } from '../files/sourceFile';
import { isFolderStep, type Method, type Step } from './step';
import { notBegun, type PreparedStep, type StepRun } from './stepRun';

/** The first part of a step: looks at its file and its folders again. Nothing of the dataset is changed here. */
export class StepPreparer {
  private readonly durableFolders = new Set<string>();
  private readonly methods = new Map<string, Method>();

  constructor(private readonly run: StepRun) {}

  /** Throws what a person is told about a step that cannot be begun. */
  async prepare(index: number): Promise<PreparedStep> {
    const { steps, outcomes, signal, id } = this.run;
    const { ops, folders } = this.run.context;
    const step = steps[index];
    const owner = step.owner === undefined ? undefined : outcomes[step.owner];
    if (owner?.kind === 'skipped' && owner.reason !== notBegun) throw new UserError('Its image was not moved.');
    if (step.after?.some((earlier) => outcomes[earlier].kind !== 'done'))
      throw new UserError('What must come before it was not done.');
    const { absolute: from } = await folders.reach(step.from);
    if (isFolderStep(step)) return { index, step, from, to: from, source: undefined, move: undefined };
    if (step.kind === 'rewrite') return this.prepareRewrite(index, step, from);
    const { seen, knownLink } = step;
    const expected = step.expected ?? seen?.expected;
    const source = await lookAtSource(ops, from, expected, { seen, linkText: knownLink, signal });
    if (!step.to) return { index, step, from, to: from, source, move: undefined };
    const to = await folders.prepare(step.to);
    await this.makeFoldersDurable(step.to);
    const linkText =
      source.target === undefined
        ? undefined
        : (step.linkText ?? (await rewriteLinkTarget(ops, source.target, dirname(from), dirname(to))));
    const method = await this.methodFor(source, to);
    const move: Move = { run: id, operation: index, from, to, source, method, linkText, signal };
    return { index, step, from, to, source, move };
  }

  private async prepareRewrite(index: number, step: Step, from: string): Promise<PreparedStep> {
    const { id, signal } = this.run;
    const { ops, folders } = this.run.context;
    if (!step.to || !step.replaces) throw new Error('A table is rewritten without saying which.');
    const source = await lookAtSource(ops, from, step.expected, { signal });
    const { absolute: to } = await folders.reach(step.to);
    const replaced = await lookAtTable(ops, to, step.replaces, signal);
    const backup = await folders.prepare(step.replaces.backup);
    await this.makeFoldersDurable(step.replaces.backup);
    const rewrite: Rewrite = { run: id, operation: index, from, to, source, replaced, backup, signal };
    return { index, step, from, to, source, move: undefined, rewrite };
  }

  /** From now on files on this device are placed by this method: the device knows no other. */
  preferMethod(device: bigint, method: Method): void {
    this.methods.set(String(device), method);
  }

  /** A folder that was made a moment ago may not be on the disk itself: its entry has to be, before files enter it. */
  private async makeFoldersDurable(place: Location): Promise<void> {
    const { ops, folders } = this.run.context;
    for (let folder = parentOf(place.path); folder !== ''; folder = parentOf(folder)) {
      const absolute = folders.absolute({ ...place, path: folder });
      const { inode, device } = await ops.lstat(absolute);
      const key = `${absolute}:${device}:${inode}`;
      if (this.durableFolders.has(key)) return;
      await syncFolder(ops, dirname(absolute));
      this.durableFolders.add(key);
    }
  }

  private async methodFor(source: SourceFile, to: string): Promise<Method> {
    if (source.target !== undefined) return 'symlink';
    const { device } = await this.run.context.ops.stat(dirname(to));
    if (device !== source.own.device) return 'copy';
    return this.methods.get(String(device)) ?? 'link';
  }
}
