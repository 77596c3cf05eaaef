import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { arch, availableParallelism, cpus, hostname, platform } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { backendTrial, type BackendTrial } from '../../../protocol/backends';
import { isSystemError } from '../../errors';

const entry = z.object({ measuredAt: z.number(), trials: z.array(backendTrial) });
const record = z.object({ version: z.literal(1), entries: z.record(z.string(), entry) });

export type TrialEntry = z.infer<typeof entry>;

/** Machines and models remembered; the oldest go first. */
const mostEntries = 64;

/** What trials told, in the cache folder: by machine (the folder may be shared by several) and model. */
export class TrialRecord {
  private readonly path: string;
  private readonly key: string;

  constructor(
    private readonly folder: string,
    modelVersion: string,
    threads: number,
  ) {
    this.path = join(folder, 'backends.json');
    const processor = cpus().at(0)?.model.trim() ?? '';
    const machine = [hostname(), platform(), arch(), processor, availableParallelism()].join(' ');
    this.key = `${machine} | ${modelVersion} | ${threads}`;
  }

  /** What is remembered; undefined where nothing is, or nothing that can be read. */
  async read(): Promise<TrialEntry | undefined> {
    return (await this.entries())[this.key];
  }

  /** Remembers trials. A folder that takes no file costs a trial the next time, and nothing else. */
  async write(trials: readonly BackendTrial[]): Promise<TrialEntry> {
    const added: TrialEntry = { measuredAt: Date.now(), trials: [...trials] };
    const all = Object.entries({ ...(await this.entries()), [this.key]: added });
    const kept = all.sort(([, a], [, b]) => b.measuredAt - a.measuredAt).slice(0, mostEntries);
    const text = JSON.stringify({ version: 1, entries: Object.fromEntries(kept) }, null, 1);
    const part = `${this.path}.${randomBytes(6).toString('hex')}.part`;
    try {
      await mkdir(this.folder, { recursive: true });
      await writeFile(part, text);
      await rename(part, this.path);
    } catch (error) {
      if (!isSystemError(error)) throw error;
    }
    return added;
  }

  private async entries(): Promise<Record<string, TrialEntry>> {
    try {
      const parsed = record.safeParse(JSON.parse(await readFile(this.path, 'utf8')));
      return parsed.success ? parsed.data.entries : {};
    } catch (error) {
      // Not there yet, or damaged: it only costs another trial.
      if (isSystemError(error) || error instanceof SyntaxError) return {};
      throw error;
    }
  }
}
