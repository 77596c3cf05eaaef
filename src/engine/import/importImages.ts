import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportFailure, ImportOutcome } from '../../protocol/importRequests';
import { className } from '../../protocol/className';
import { acquireLock } from '../changes/recovery/lock';
import { diskOps } from '../changes/files/fileOps';
import { isDiskFull, UserError } from '../errors';
import { RateMeter, type Report } from '../jobs/progress';
import { Turns } from '../jobs/turns';
import { HostFetcher, type FetchSettings } from './hostFetcher';
import { hostOf, runByHost } from './hostQueue';
import { ImportedImages, keyOf } from './importedImages';
import { imageEndingOf, nameFromUrl } from './imageName';
import { importFolder, importLogOf, importRecords, noteImport, type ImportRecord } from './importLog';
import { ImagePlacer } from './placeImages';
import type { ListedImage, UrlList } from './readUrlList';

/** What a file that arrived turned out to be, or why it is no image. */
type Inspected =
  | { readonly ok: true; readonly sha256: string; readonly digest: string; readonly format: string }
  | { readonly ok: false; readonly reason: string };

export interface ImportSettings extends FetchSettings {
  /** Connections to one host at once, and in all. */
  readonly perHost: number;
  readonly parallel: number;
}

export interface ImportInput {
  /** Absolute folder. */
  readonly into: string;
  readonly list: UrlList;
  readonly settings: ImportSettings;
  /** Decodes a file that arrived. */
  readonly inspect: (path: string, signal: AbortSignal) => Promise<Inspected>;
  readonly report: Report;
  readonly signal: AbortSignal;
}

/** A slow server must not leave an old count standing. */
const refreshEveryMs = 500;

/**
 * Gets the images of a list into a folder, those of a class into its folder. What arrived before is not fetched again,
 * nothing is overwritten, and a file is there whole or not at all. Throws `UserError` when the disk is full.
 */
export async function importImages(input: ImportInput): Promise<ImportOutcome> {
  const own = join(input.into, importFolder);
  const parts = join(own, 'parts');
  try {
    await mkdir(own, { recursive: true });
    const lock = await acquireLock(diskOps, own);
    try {
      await rm(parts, { recursive: true, force: true });
      await mkdir(parts);
      const before = importRecords(importLogOf(input.into));
      return await new Importer(input, own, await ImportedImages.read(input.into, before, input.signal)).run();
    } finally {
      await rm(parts, { recursive: true, force: true });
      await lock.release();
    }
  } catch (error) {
    if (isDiskFull(error))
      throw new UserError(`The disk of ${input.into} is full. What arrived is whole; make room and run it again.`);
    throw error;
  }
}

class Importer {
  private readonly failed: ImportFailure[];
  private readonly fetcher: HostFetcher;
  private readonly placer: ImagePlacer;
  private images = 0;
  private copies = 0;
  private known = 0;
  private parts = 0;
  /** A name that stopped a reader is remembered, so none is given twice. */
  private readonly id = randomUUID();
  /** Files are placed one after another, so that two never take one name. */
  private readonly placing = new Turns();

  constructor(
    private readonly input: ImportInput,
    private readonly own: string,
    private readonly imported: ImportedImages,
  ) {
    this.failed = [...input.list.failed];
    this.fetcher = new HostFetcher(input.settings);
    this.placer = new ImagePlacer(input.into);
  }

  async run(): Promise<ImportOutcome> {
    const { list, settings, report, into, signal } = this.input;
    const wanted = this.newOf(list.images);
    const meter = new RateMeter('fetch', wanted.length, report);
    const limits = { perHost: settings.perHost, all: settings.parallel };
    // The first that cannot go on ends the others.
    const stop = new AbortController();
    const either = AbortSignal.any([signal, stop.signal]);
    // Listeners of every connection are no leak.
    setMaxListeners(0, either);
    const get = async (image: ListedImage): Promise<void> => {
      either.throwIfAborted();
      try {
        await this.get(image, either);
      } catch (error) {
        stop.abort(error);
        throw error;
      }
      meter.step();
    };
    const beat = setInterval(() => meter.refresh(), refreshEveryMs);
    try {
      await runByHost(wanted, ({ url }) => hostOf(url), limits, get);
    } finally {
      clearInterval(beat);
    }
    meter.finish();
    this.failed.sort((a, b) => a.line - b.line);
    return { images: this.images, copies: this.copies, known: this.known, failed: this.failed, out: into };
  }

  /** Those that no run has asked for, each once. */
  private newOf(listed: readonly ListedImage[]): ListedImage[] {
    const asked = new Set<string>();
    return listed.filter((image) => {
      const key = keyOf(image.url, image.label);
      const isNew = !asked.has(key) && !this.imported.has(image);
      asked.add(key);
      if (!isNew) this.known++;
      return isNew;
    });
  }

  private async get(image: ListedImage, signal: AbortSignal): Promise<void> {
    const part = join(this.own, 'parts', `${this.id}-${this.parts++}`);
    try {
      if (image.label !== undefined && !className.safeParse(image.label).success)
        throw new UserError(`Its class "${image.label.slice(0, 80)}" is no name for a folder.`);
      const { bytes } = await this.fetcher.fetch(image.url, part, signal);
      const inspected = await this.input.inspect(part, signal);
      if (!inspected.ok) throw new UserError(inspected.reason);
      await this.placing.run(() => this.keep(image, part, bytes, inspected));
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof UserError) || isDiskFull(error)) throw error;
      this.failed.push({ line: image.line, url: image.url, reason: error.message });
    } finally {
      await rm(part, { force: true });
    }
  }

  private async keep(
    { url, label, term }: ListedImage,
    part: string,
    bytes: number,
    { sha256, digest, format }: Extract<Inspected, { ok: true }>,
  ): Promise<void> {
    const same = await this.imported.findCopy({ bytes, sha256, digest }, label);
    const path = same ?? (await this.placer.place(part, label ?? '', nameFromUrl(url) + imageEndingOf(format)));
    const record: ImportRecord = {
      url,
      path,
      ...(same !== undefined && { isCopy: true }),
      ...(label !== undefined && { label }),
      ...(term !== undefined && { term }),
      host: hostOf(url),
      sha256,
      digest,
      bytes,
      when: new Date().toISOString(),
    };
    await noteImport(importLogOf(this.input.into), record);
    this.imported.add(record);
    if (same === undefined) this.images++;
    else this.copies++;
  }
}
