import { stat } from 'node:fs/promises';
import { ifReadable, isSystemError } from '../../errors';
import type { WrittenCrop } from '../../changes/files/crops';
import type { Epoch } from '../../../core/decisions/epoch';
import { importLogOf, importRecords, type ImportRecord } from '../../import/importLog';
import type { Origin } from '../../../protocol/dataset';
import type { ImageTable } from '../imageTable';
import type { NamedSource } from '../../findings/sources';
import { TimeSlice } from '../../jobs/timeSlice';
import { fateOf } from './fateOf';

interface ProvenanceParts {
  readonly root: string;
  readonly table: ImageTable;
  readonly crops: () => Promise<readonly WrittenCrop[]>;
  readonly epochs: () => readonly Epoch[];
}

type OriginField = Exclude<keyof Origin, 'url'>;
/** What tells most about an image comes first. */
const fields: readonly OriginField[] = ['term', 'sheet', 'host'];
const mostOffered = 50;

/** What is known of where images came from: written down by imports and by splits, and found again by content. */
export class Provenance {
  private read = '';
  /** Folders, below the root, that images were imported into. */
  private folders: readonly string[] = [];
  private byHash = new Map<string, readonly Origin[]>();
  /** Terms and hosts, the commonest first. */
  offered: readonly string[] = [];

  constructor(private readonly parts: ProvenanceParts) {}

  /** Takes in what was noted since. `folders`: where images were imported to, below the root. */
  async refresh(folders: readonly string[]): Promise<void> {
    const crops = await this.parts.crops();
    const logs = await Promise.all(
      folders.map(async (folder) => [folder, await ifReadable(stat(this.log(folder)))] as const),
    );
    const read = JSON.stringify([crops.length, logs.map(([folder, log]) => [folder, log?.size, log?.mtimeMs])]);
    if (read === this.read) return;
    const byHash = new Map<string, Origin[]>();
    const counts = new Map<string, number>();
    const known = new Map<string, string>();
    const once = (text: string): string => known.get(text) ?? (known.set(text, text), text);
    for (const folder of folders)
      for await (const { sha256, url, host, term } of this.records(folder)) {
        const origin: Origin = { url, host: once(host), ...(term !== undefined && { term: once(term) }) };
        const before = byHash.get(sha256);
        if (before) before.push(origin);
        else byHash.set(sha256, [origin]);
        for (const name of [term, host]) if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
      }
    for (const { hash, sheet, origin } of crops)
      byHash.set(hash, [...(byHash.get(hash) ?? []), { sheet: once(sheet) }, ...(byHash.get(origin.hash) ?? [])]);
    this.byHash = byHash;
    this.folders = folders;
    this.offered = [...counts]
      .sort((a, b) => b[1] - a[1])
      .map(([name]) => name)
      .slice(0, mostOffered);
    this.read = read;
  }

  of(row: number): readonly Origin[] {
    if (this.byHash.size === 0) return [];
    return this.byHash.get(this.parts.table.hashes[row] ?? '') ?? [];
  }

  /** Everything that `source:` finds an image by. */
  namesOf(row: number): readonly string[] {
    return this.of(row).flatMap((origin) => fields.flatMap((field) => origin[field] ?? []));
  }

  /** The one name that tells most. */
  mainOf(row: number): string | undefined {
    const names = this.of(row);
    for (const field of fields) for (const { [field]: name } of names) if (name !== undefined) return name;
    return undefined;
  }

  /** The images by what is known of them, those included that an apply took away. */
  async sources(signal: AbortSignal): Promise<NamedSource[]> {
    if (this.byHash.size === 0) return [];
    const { table } = this.parts;
    const found = new Map<string, { by: OriginField; name: string; rows: Set<number>; left: number; moved: number }>();
    const each = (
      origins: readonly Origin[],
      add: (source: { rows: Set<number>; left: number; moved: number }) => void,
    ) => {
      const seen = new Set<string>();
      for (const origin of origins)
        for (const by of fields) {
          const name = origin[by];
          const key = `${by} ${name}`;
          if (name === undefined || seen.has(key)) continue;
          seen.add(key);
          const source = found.get(key) ?? { by, name, rows: new Set(), left: 0, moved: 0 };
          found.set(key, source);
          add(source);
        }
    };
    const { left, cameFrom } = fateOf(this.parts.epochs());
    const gone = new Set(left.values());
    const slice = new TimeSlice();
    for (let row = 0; row < table.length; row++) {
      if (slice.isOver()) await slice.next(signal);
      if (!table.isImage(row)) continue;
      each(this.of(row), (source) => {
        source.rows.add(row);
        if (cameFrom.has(table.path(row))) source.moved++;
      });
    }
    for await (const { path, origins } of this.placed()) if (gone.has(path)) each(origins, (source) => source.left++);
    return [...found.values()].map(({ rows, ...source }) => ({ ...source, rows: Uint32Array.from(rows) }));
  }

  /** Where images were put first, below the root, with what is known of them. */
  private async *placed(): AsyncGenerator<{ path: string; origins: readonly Origin[] }> {
    for (const folder of this.folders)
      for await (const { path, isCopy, sha256 } of this.records(folder))
        if (!isCopy) yield { path: folder === '' ? path : `${folder}/${path}`, origins: this.byHash.get(sha256) ?? [] };
    for (const { path, hash } of await this.parts.crops()) yield { path, origins: this.byHash.get(hash) ?? [] };
  }

  /** A log that cannot be read leaves nothing known of its images; they can be looked at all the same. */
  private async *records(folder: string): AsyncGenerator<ImportRecord> {
    try {
      yield* importRecords(this.log(folder));
    } catch (error) {
      if (!isSystemError(error)) throw error;
    }
  }

  private log(folder: string): string {
    return importLogOf(folder === '' ? this.parts.root : `${this.parts.root}/${folder}`);
  }
}
