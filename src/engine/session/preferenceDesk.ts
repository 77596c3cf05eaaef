import { noSuchClass } from '../../core/nearestName';
import type { LayoutKind } from '../../core/layout';
import { fillDigits, pinDigit, type PinnedDigits } from '../../core/pinnedDigits';
import type { LabelChoice } from '../../protocol/labelChoice';
import { mostQueries } from '../dataset/preferences';
import { UserError } from '../errors';
import type { DatasetState } from './datasetState';
import type { FileListing } from './fileListing';
import type { ImageTable } from './imageTable';

interface PreferenceParts {
  readonly state: DatasetState;
  readonly table: ImageTable;
  readonly listing: FileListing;
  tellSummary(): void;
  onError(error: unknown): void;
}

/** What the user chose for this dataset and finds again. */
export class PreferenceDesk {
  constructor(private readonly parts: PreferenceParts) {}

  /** Which class each digit key stands for. */
  get digits(): PinnedDigits {
    return fillDigits(this.parts.state.preferences.digits, this.parts.table.classes);
  }

  /** Pins a class to a digit key, for good. Throws `UserError` where there is no such class. */
  async pin(digit: number, name: string): Promise<void> {
    const { state, table, tellSummary } = this.parts;
    if (!table.knowsClass(name)) throw new UserError(noSuchClass(name, table.classes));
    await state.prefer((now) => ({ digits: pinDigit(fillDigits(now.digits, table.classes), digit, name) }));
    tellSummary();
  }

  /** Remembers the digits as they are; where that fails it is said, and what was decided stands all the same. */
  async keepDigits(): Promise<void> {
    const { state, table, onError } = this.parts;
    if (this.digits === state.preferences.digits) return;
    await state.prefer((now) => ({ digits: fillDigits(now.digits, table.classes) })).catch(onError);
  }

  /** Remembers a query, as the newest, or forgets it; those that another window saved meanwhile stay. */
  async saveQuery(query: string, isSaved: boolean): Promise<void> {
    await this.parts.state.prefer(({ queries }) => {
      const others = queries.filter((other) => other !== query);
      return { queries: isSaved ? [...others, query].slice(-mostQueries) : others };
    });
    this.parts.tellSummary();
  }

  /** Remembers how the folder is to be understood from its next opening on; undefined: as it looks. */
  chooseLayout(layout: LayoutKind | undefined, labels?: LabelChoice): Promise<void> {
    return this.parts.state.prefer({ layout, labels, unsorted: undefined });
  }

  /** From its next opening on these folders are no classes: what lies in them is unsorted. '*': all there are now. */
  countAsUnsorted(folders: readonly string[] | '*'): Promise<void> {
    const { state, listing } = this.parts;
    const more = folders === '*' ? listing.topFolders : folders;
    const unsorted = new Set([...(listing.layout.unsorted ?? []), ...more]);
    return state.prefer({ unsorted: [...unsorted], ...(listing.layout.kind === 'pile' && { layout: undefined }) });
  }
}
