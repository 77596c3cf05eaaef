import { html, nothing, type TemplateResult } from 'lit';
import { DEFAULT_SETTINGS, type GridSettings, type SheetSettings } from '../../src/core/collage/sheetSettings';
import type { Page } from '../state/page';
import { formatCount, shown, t } from '../strings';

/** Rows, columns and pixels above these are a slip of the hand. */
const mostLines = 10_000;
const mostPixels = 1_000_000;

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
    ${isUsual(settings) ? nothing : reset(change)}
  </section>`;
}

/** Where nothing but the sheet itself is gone by. */
function isUsual({ preset, minSize, sensitivity, mergeDistance, backgroundTolerance }: SheetSettings): boolean {
  const own = [minSize, mergeDistance, backgroundTolerance].some((value) => value !== 'auto');
  return preset === DEFAULT_SETTINGS.preset && sensitivity === DEFAULT_SETTINGS.sensitivity && !own;
}

/** What was chosen for one sheet is where the next begins, and may be wrong there. */
function reset(change: (what: Partial<SheetSettings>, isLast: boolean) => void): TemplateResult {
  return html`<p class="sheet-note">
    ${t('You changed these settings; the next sheets begin with them.')}
    <button class="link" @click=${() => change(DEFAULT_SETTINGS, true)}>${t('Reset')}</button>
  </p>`;
}

/** What to do where no box was found, by what may be the reason. */
export function whyNoBox({ preset, minSize, grid }: SheetSettings): string {
  if (minSize !== 'auto') return t('No box was found. Lower the minimum size, or draw boxes by hand.');
  if (preset === 'grid' && !isAskedFor(grid))
    return t('No grid was found. Give its rows and columns, or the size of a cell.');
  return preset === 'default'
    ? t('No box was found. Raise the sensitivity, or draw boxes by hand.')
    : t('No box was found. Find what is on the sheet, or draw boxes by hand.');
}

function isAskedFor({ rows, columns, cellWidth, cellHeight }: GridSettings): boolean {
  return [rows, columns, cellWidth, cellHeight].some((value) => value !== undefined);
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
    const most = key === 'rows' || key === 'columns' ? mostLines : mostPixels;
    return html`<label class="sheet-number">
      <span>${name}</span>
      <input
        type="number"
        min=${least}
        max=${most}
        step="1"
        .value=${String(given[key] ?? '')}
        placeholder=${proposed === undefined ? '' : String(Math.round(proposed))}
        @change=${(event: Event) => set({ [key]: numberOf(event, least, most) })}
      />
    </label>`;
  };
  return html`<div class="sheet-grid">
      ${number(t('Rows'), 'rows', 1)} ${number(t('Columns'), 'columns', 1)} ${number(t('Cell width'), 'cellWidth', 1)}
      ${number(t('Cell height'), 'cellHeight', 1)} ${number(t('Offset x'), 'offsetX', 0)}
      ${number(t('Offset y'), 'offsetY', 0)} ${number(t('Gap x'), 'gapX', 0)} ${number(t('Gap y'), 'gapY', 0)}
    </div>
    ${
      found && !isAskedFor(given)
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

/** The number that was typed, brought into its range in the field, too; undefined where there is none. */
function numberOf({ target }: Event, least: number, most: number): number | undefined {
  if (!(target instanceof HTMLInputElement) || target.value === '') return undefined;
  const number = Math.max(least, Math.min(most, Math.round(Number(target.value))));
  target.value = String(number);
  return number;
}

export function choice(value: string, text: string, selected: string): TemplateResult {
  return html`<option value=${value} ?selected=${value === selected}>${shown(text)}</option>`;
}

export function valueOf({ target }: Event): string {
  return target instanceof HTMLSelectElement || target instanceof HTMLInputElement ? target.value : '';
}
