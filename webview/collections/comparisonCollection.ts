import { html, type TemplateResult } from 'lit';
import type { Comparison } from '../../src/protocol/findings';
import type { View } from '../../src/protocol/dataset';
import type { Page } from '../state/page';
import { t } from '../strings';
import type { Collection } from './collection';

/** *Compare With Folder…*: images of this dataset that have a copy in a folder that is only read. */
export class ComparisonCollection implements Collection {
  readonly goneAs = 'copy';
  readonly title = t('Compared with a folder');
  private readonly reasons = new Map<number, string>();
  private readonly protectedRows: ReadonlySet<number>;

  constructor(
    private readonly folder: string,
    private readonly comparison: Comparison,
  ) {
    this.protectedRows = new Set(comparison.groups.flatMap(({ rows, keep }) => rows.filter((_, at) => keep[at])));
  }

  load(): Promise<View> {
    this.reasons.clear();
    const order: number[] = [];
    const groups: { label: string; start: number }[] = [];
    for (const { kind, rows, reference, crossLabel } of this.comparison.groups) {
      const fresh = rows.filter((row) => !this.reasons.has(row));
      if (fresh.length === 0) continue;
      const what =
        kind === 'bytes'
          ? t('The same bytes')
          : kind === 'pixels'
            ? t('The same picture')
            : t('Nearly the same picture');
      const label = `${what}: ${reference[0]}${crossLabel ? t(', under another label') : ''}.`;
      groups.push({ label, start: order.length });
      for (const row of fresh) this.reasons.set(row, this.reasonOf(row, what, reference));
      order.push(...fresh);
    }
    return Promise.resolve({ order: Uint32Array.from(order), notes: [], groups });
  }

  whyOf(row: number): readonly string[] {
    const reason = this.reasons.get(row);
    return reason === undefined ? [] : [reason];
  }

  /** Enter proposes to drop what the other folder has already, unless it stands in a protected folder. */
  accept(page: Page, rows: Uint32Array): Promise<void> {
    const free = rows.filter((row) => !this.protectedRows.has(row));
    if (free.length === 0 && rows.length > 0) page.say('info', t('Its folder is protected: it stays.'));
    return page.decisions.decide({ kind: 'delete' }, free);
  }

  private reasonOf(row: number, what: string, reference: readonly string[]): string {
    const reason = t('{0} as {1} in {2}.', what, reference.join(', '), this.folder);
    return this.protectedRows.has(row) ? `${reason} ${t('Its folder is protected: it stays.')}` : reason;
  }

  private copiesText(images: number): string {
    if (images === 0) return t('{0}: no copy was found.', this.folder);
    return images === 1
      ? t('{0}: 1 image here has a copy there. Enter drops the copy here.', this.folder)
      : t('{0}: {1} images here have a copy there. Enter drops the copy here.', this.folder, images);
  }

  strip(): TemplateResult {
    const { groups, unreadable } = this.comparison;
    return html`
      <strong class="strip-title">${this.title}</strong>
      <span class="strip-text">
        ${this.copiesText(groups.length === 0 ? 0 : this.reasons.size)}
        ${unreadable.length === 1 ? t('1 file there could not be read.') : ''}
        ${unreadable.length > 1 ? t('{0} files there could not be read.', unreadable.length) : ''}
      </span>
    `;
  }
}
