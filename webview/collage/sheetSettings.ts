import { html, nothing, type TemplateResult } from 'lit';
import type { GridSettings, SheetSettings } from '../../src/core/collage/sheetSettings';
import type { Page } from '../state/page';
import { formatCount, shown, t } from '../strings';

type Sliding = 'minSize' | 'mergeDistance' | 'backgroundTolerance';

/** How the boxes are found: presets and sliders. The leftmost place of a slider that finds its value is "auto". */
export function sheetSettings(page: Page): TemplateResult {
  const { collage: editor } = page;
  const { settings } = editor.options;
  const longest = editor.found ? Math.max(editor.found.width, editor.found.height) : 1000;
  const change = (what: Partial<SheetSettings>, isLast: boolean) => void editor.setSettings(what, isLast);
  return html`<section class="sheet-group" aria-label=${t('Find Boxes')}>
    <label class="sheet-field">
      <span>${t('Find')}</span>
      <select
        class="strip-select"
        @change=${(event: Event) => change({ preset: valueOf(event) as SheetSettings['preset'] }, true)}
      >
        ${choice('default', t('what is on the sheet'), settings.preset)}
        ${choice('recipe', t('contours (OpenCV recipe)'), settings.preset)}
        ${choice('grid', t('a grid of equal cells'), settings.preset)}
      </select>
    </label>
    ${settings.preset === 'grid' ? grid(page) : nothing}
    ${slider(t('Minimum size'), settings.minSize, autoText(settings.minSize, t('px')), {
      most: Math.max(64, Math.round(longest / 4)),
      set: (value, isLast) => change({ minSize: value }, isLast),
    })}
    ${
      settings.preset === 'default'
        ? html`
            ${range(t('Sensitivity'), Math.round(settings.sensitivity * 100), 0, 100, `${Math.round(settings.sensitivity * 100)} %`, (value, isLast) => change({ sensitivity: value / 100 }, isLast))}
            ${auto(t('Merge distance'), 'mergeDistance', 100, settings, change)}
            ${auto(t('Background tolerance'), 'backgroundTolerance', 128, settings, change)}
          `
        : nothing
    }
    ${range(
      t('Padding'),
      editor.options.cut.padding,
      0,
      64,
      t('{0} px', editor.options.cut.padding),
      (padding, isLast) => editor.setPadding(padding, isLast),
    )}
  </section>`;
}

function auto(
  name: string,
  key: Sliding,
  most: number,
  settings: SheetSettings,
  change: (what: Partial<SheetSettings>, isLast: boolean) => void,
): TemplateResult {
  return slider(name, settings[key], autoText(settings[key], key === 'mergeDistance' ? t('px') : ''), {
    most,
    set: (value, isLast) => change({ [key]: value }, isLast),
  });
}

function autoText(value: number | 'auto', unit: string): string {
  return value === 'auto' ? t('auto') : `${formatCount(value)} ${unit}`.trim();
}

function slider(
  name: string,
  value: number | 'auto',
  text: string,
  { most, set }: { most: number; set: (value: number | 'auto', isLast: boolean) => void },
): TemplateResult {
  return range(name, value === 'auto' ? -1 : value, -1, most, text, (at, isLast) => set(at < 0 ? 'auto' : at, isLast));
}

function range(
  name: string,
  value: number,
  least: number,
  most: number,
  text: string,
  set: (value: number, isLast: boolean) => void,
): TemplateResult {
  const take = (event: Event, isLast: boolean) => set(Number(valueOf(event)), isLast);
  return html`<label class="sheet-field sheet-range">
    <span>${name}</span><output>${text}</output>
    <input
      type="range"
      aria-label=${name}
      aria-valuetext=${text}
      min=${least}
      max=${Math.max(most, value)}
      step="1"
      .value=${String(value)}
      @input=${(event: Event) => take(event, false)}
      @change=${(event: Event) => take(event, true)}
    />
  </label>`;
}

/** Rows and columns, or the size of a cell with offset and gap. */
function grid(page: Page): TemplateResult {
  const { collage: editor } = page;
  const { grid: given } = editor.options.settings;
  const found = editor.found?.grid;
  const set = (what: Partial<GridSettings>) => void editor.setSettings({ grid: { ...given, ...what } }, true);
  const number = (name: string, key: Exclude<keyof GridSettings, 'trim'>, least: number) => {
    const proposed = found?.[key];
    return html`<label class="sheet-number">
      <span>${name}</span>
      <input
        type="number"
        min=${least}
        step="1"
        .value=${String(given[key] ?? '')}
        placeholder=${proposed === undefined ? '' : String(Math.round(proposed))}
        @change=${(event: Event) => set({ [key]: numberOf(event, least) })}
      />
    </label>`;
  };
  return html`<div class="sheet-grid">
      ${number(t('Rows'), 'rows', 1)} ${number(t('Columns'), 'columns', 1)} ${number(t('Cell width'), 'cellWidth', 1)}
      ${number(t('Cell height'), 'cellHeight', 1)} ${number(t('Offset x'), 'offsetX', 0)}
      ${number(t('Offset y'), 'offsetY', 0)} ${number(t('Gap x'), 'gapX', 0)} ${number(t('Gap y'), 'gapY', 0)}
    </div>
    ${
      found && given.rows === undefined && given.columns === undefined
        ? html`<p class="sheet-note">
            ${t('Found {0} rows of {1}.', found.rows, found.columns)}
            <button class="link" @click=${() => set({ rows: found.rows, columns: found.columns })}>
              ${t('Use Them')}
            </button>
          </p>`
        : nothing
    }
    <label class="sheet-check">
      <input
        type="checkbox"
        .checked=${given.trim}
        @change=${(event: Event) => set({ trim: event.target instanceof HTMLInputElement && event.target.checked })}
      />
      ${t('Trim cells to what is in them')}
    </label>`;
}

function numberOf(event: Event, least: number): number | undefined {
  const value = valueOf(event);
  const number = Math.round(Number(value));
  return value === '' || !Number.isFinite(number) ? undefined : Math.max(least, number);
}

export function choice(value: string, text: string, selected: string): TemplateResult {
  return html`<option value=${value} ?selected=${value === selected}>${shown(text)}</option>`;
}

export function valueOf({ target }: Event): string {
  return target instanceof HTMLSelectElement || target instanceof HTMLInputElement ? target.value : '';
}
