import { appendFile, copyFile, link, lstat, mkdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { acquireLock, type Lock } from '../changes/recovery/lock';
import { diskOps } from '../changes/files/fileOps';
import { ifThere, isSystemError } from '../errors';
import { writeWhole } from '../trainer/writeWhole';
import { parseRecords, readCopy, writtenShard, type CopyRecord, type WrittenShard } from './copyManifest';
import type { CopyPlace } from './copyPlace';
import { requireOwnFilesOnly } from './ownFiles';

/**
 * The folder in which a copy is made before it gets its name. What is whole in it is written down, so that a run that
 * was interrupted is gone on with.
 */
export class Stage {
  /** What an interrupted run left whole, by path. */
  private readonly begun = new Map<string, CopyRecord>();
  private readonly folders = new Set<string>();

  private constructor(
    private readonly place: CopyPlace,
    private readonly lock: Lock,
  ) {}

  /**
   * Opens the stage for a plan; what a run of another plan left is removed. Throws `LockedError` when another program
   * makes a copy of the same name.
   */
  static async open(place: CopyPlace, plan: string): Promise<Stage> {
    await mkdir(place.staging, { recursive: true });
    const stage = new Stage(place, await acquireLock(diskOps, place.staging));
    const planFile = join(place.staging, 'plan');
    if ((await ifThere(readFile(planFile, 'utf8'))) !== plan) {
      await rm(stage.tree, { recursive: true, force: true });
      await rm(stage.progressFile, { force: true });
      await writeWhole(planFile, plan);
    }
    await stage.readProgress();
    await mkdir(stage.tree, { recursive: true });
    return stage;
  }

  private get tree(): string {
    return join(this.place.staging, 'tree');
  }

  private get progressFile(): string {
    return join(this.place.staging, 'progress.jsonl');
  }

  private async readProgress(): Promise<void> {
    const text = (await ifThere(readFile(this.progressFile, 'utf8'))) ?? '';
    for (const record of parseRecords(text)) this.begun.set(record.path, record);
  }

  /** The record of a file that is whole in the stage. */
  async finished(path: string, made: string): Promise<CopyRecord | undefined> {
    const record = this.begun.get(path);
    if (record?.made !== made) return undefined;
    return (await sizeOf(join(this.tree, path))) === record.bytes ? record : undefined;
  }

  async note(record: CopyRecord): Promise<void> {
    await appendFile(this.progressFile, `${JSON.stringify(record)}\n`);
  }

  /** What was said of a shard that is whole in the stage. */
  async finishedShard(file: string, key: string): Promise<WrittenShard | undefined> {
    const text = await ifThere(readFile(this.shardNote(file), 'utf8'));
    const shard = text === undefined ? undefined : writtenShard.safeParse(JSON.parse(text)).data;
    if (shard?.key !== key) return undefined;
    return (await sizeOf(join(this.tree, file))) === shard.bytes ? shard : undefined;
  }

  /** Gives a shard its name in the stage. */
  async finishShard(part: string, shard: WrittenShard): Promise<void> {
    await writeWhole(this.shardNote(shard.file), JSON.stringify(shard));
    await rename(part, await this.clear(shard.file));
  }

  private shardNote(file: string): string {
    return join(this.place.staging, `${file.replaceAll('/', ' ')}.json`);
  }

  /** An absolute path for a file of the copy: its folder is there, and no other file, which might be a link to one. */
  async clear(path: string): Promise<string> {
    const file = join(this.tree, path);
    const folder = dirname(file);
    if (!this.folders.has(folder)) {
      await mkdir(folder, { recursive: true });
      this.folders.add(folder);
    }
    await rm(file, { force: true });
    return file;
  }

  /** Takes a file over from the earlier copy. */
  async takeOver(from: string, path: string): Promise<void> {
    const file = await this.clear(path);
    try {
      await link(from, file);
    } catch (error) {
      if (!isSystemError(error) || !noLinks.has(error.code)) throw error;
      // A file system without hard links: moving would break the earlier copy before the new one is whole.
      await copyFile(from, file);
    }
  }

  /**
   * Gives the copy its name; an earlier one is removed afterwards. Throws `UserError` when somebody put files into the
   * earlier one meanwhile; it stays as it is then.
   */
  async publish(): Promise<void> {
    const { out, aside, earlier } = this.place;
    await this.lock.assertHeld();
    if (await isThere(out)) {
      if (earlier) {
        await rename(out, aside);
        // Aside nobody looks for it any more: what is not in it now does not come.
        try {
          await requireOwnFilesOnly(aside, earlier, out);
        } catch (error) {
          await rename(aside, out);
          throw error;
        }
      } else await rmdir(out);
    }
    await rename(this.tree, out);
    await rm(aside, { recursive: true, force: true });
    await this.discard();
  }

  /** Removes the stage with all that is in it. */
  async discard(): Promise<void> {
    await this.lock.release();
    await rm(this.place.staging, { recursive: true, force: true });
  }

  /** Leaves what is whole for the next run. */
  async leave(): Promise<void> {
    await this.lock.release();
  }
}

const noLinks = new Set(['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP', 'EMLINK', 'EXDEV']);

/**
 * Puts back an earlier copy that was on its way aside when the program was killed, or removes it where the new one has
 * its name. Throws `UserError` when it holds files that are not of the copy.
 */
export async function recoverAside({ out, aside }: Pick<CopyPlace, 'out' | 'aside'>): Promise<void> {
  if (!(await isThere(aside))) return;
  if (!(await isThere(out))) {
    await rename(aside, out);
    return;
  }
  const earlier = await readCopy(aside);
  // One that does not say any more what it holds was being removed, hence looked through before.
  if (earlier) await requireOwnFilesOnly(aside, earlier);
  await rm(aside, { recursive: true, force: true });
}

async function isThere(path: string): Promise<boolean> {
  return (await ifThere(lstat(path))) !== undefined;
}

export async function sizeOf(path: string): Promise<number | undefined> {
  const stats = await ifThere(stat(path));
  return stats?.isFile() ? stats.size : undefined;
}
