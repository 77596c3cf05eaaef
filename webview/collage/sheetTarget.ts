import { html, nothing, type TemplateResult } from 'lit';
import type { SplitTarget } from '../../src/core/collage/splitDecision';
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
        ${choice('beside', t('beside the sheet'), chosen)} ${choice('class:', t('to the unsorted images'), chosen)}
        ${classes.map((name) => choice(`class:${name}`, t('to the class {0}', name), chosen))}
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
        ${choice('keep', t('stays'), sheet)} ${choice('set-aside', t('is set aside'), sheet)}
        ${choice('trash', t('goes to the trash'), sheet)}
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
            page.collage.setOptions({ target: { kind: 'folder', path: value } });
          else page.say('warning', t('{0} is not a folder below the dataset.', value));
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
