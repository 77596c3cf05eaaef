import { html, nothing, type TemplateResult } from 'lit';
import type { SheetFate, SplitTarget } from '../../src/core/collage/splitDecision';
import { unsafePathReason } from '../../src/core/relativePath';
import type { Page } from '../state/page';
import { t } from '../strings';
import { choice, valueOf } from './sheetSettings';

/** Where the crops go, how they are made, and what becomes of the sheet. */
export function sheetTarget(page: Page): TemplateResult {
  const { collage: editor } = page;
  const { target, sheet, cut } = editor.options;
  const chosen = target.kind === 'class' ? `class:${target.label}` : target.kind;
  const known = page.summary.classes.map(({ name }) => name);
  const classes =
    target.kind === 'class' && target.label !== '' && !known.includes(target.label) ? [...known, target.label] : known;
  return html`<section class="sheet-group" aria-label=${t('Crops')}>
    <label class="sheet-field">
      <span>${t('Crops go')}</span>
      <select class="strip-select" @change=${(event: Event) => editor.setOptions({ target: targetOf(valueOf(event)) })}>
        ${choice('beside', targetText({ kind: 'beside' }), chosen)}
        ${['', ...classes].map((label) => choice(`class:${label}`, targetText({ kind: 'class', label }), chosen))}
        ${choice('folder', t('to a folder'), chosen)}
      </select>
    </label>
    ${target.kind === 'folder' ? folder(page, target.path) : nothing}
    <label class="sheet-field">
      <span>${t('The sheet')}</span>
      <select
        class="strip-select"
        @change=${(event: Event) => editor.setOptions({ sheet: valueOf(event) as typeof sheet })}
      >
        ${(['keep', 'set-aside', 'trash'] as const).map((fate) => choice(fate, fateText(fate), sheet))}
      </select>
    </label>
    <label class="sheet-check">
      <input
        type="checkbox"
        .checked=${cut.square}
        @change=${(event: Event) => editor.setOptions({ cut: { ...cut, square: isChecked(event) } })}
      />
      ${t('Square crops')}
    </label>
    <label class="sheet-check">
      <input
        type="checkbox"
        .checked=${cut.background === 'transparent'}
        @change=${(event: Event) =>
          editor.setOptions({ cut: { ...cut, background: isChecked(event) ? 'transparent' : 'keep' } })}
      />
      ${t('Transparent background')}
    </label>
  </section>`;
}

/** After "crops go". */
export function targetText(target: SplitTarget): string {
  switch (target.kind) {
    case 'beside':
      return t('beside the sheet');
    case 'class':
      return target.label === '' ? t('to the unsorted images') : t('to the class {0}', target.label);
    case 'folder':
      return t('to the folder {0}', target.path);
  }
}

/** After "the sheet". */
export function fateText(fate: SheetFate): string {
  switch (fate) {
    case 'keep':
      return t('stays');
    case 'set-aside':
      return t('is set aside');
    case 'trash':
      return t('goes to the trash');
  }
}

function folder(page: Page, path: string): TemplateResult {
  const problem = unsafePathReason(path, true);
  return html`<label class="sheet-field">
      <span>${t('Folder')}</span>
      <input
        type="text"
        spellcheck="false"
        .value=${path}
        @change=${(event: Event) => {
          const value = valueOf(event).trim().replace(/\/+$/, '');
          if (unsafePathReason(value, true) === undefined)
            return page.collage.setOptions({ target: { kind: 'folder', path: value } });
          page.say('warning', t('{0} is not a folder below the dataset. Crops go to {1}, as before.', value, path));
          if (event.target instanceof HTMLInputElement) event.target.value = path;
        }}
      />
    </label>
    ${problem === undefined ? nothing : html`<p class="sheet-note">${problem}</p>`}`;
}

function isChecked({ target }: Event): boolean {
  return target instanceof HTMLInputElement && target.checked;
}

function targetOf(value: string): SplitTarget {
  if (value.startsWith('class:')) return { kind: 'class', label: value.slice('class:'.length) };
  return value === 'folder' ? { kind: 'folder', path: 'crops' } : { kind: 'beside' };
}
