import { html, nothing, type TemplateResult } from 'lit';
import {
  changeSelected,
  cutSelected,
  mergeSelected,
  removeSelected,
  type SheetParts,
} from '../../src/core/collage/sheetParts';
import { rotateBox } from '../../src/core/collage/partGeometry';
import { fileName } from '../fileName';
import { Panel } from '../panel';
import type { Topic } from '../state/pageSignals';
import { shown, t } from '../strings';
import { icon, toolButton } from '../toolButton';
import { addInSight, partInWords, pickClass, pressOnSheet } from './sheetKeys';
import { sheetSettings, whyNoBox } from './sheetSettings';
import { SheetSurface } from './sheetSurface';
import { sheetTarget } from './sheetTarget';

/** One collage in the place of the grid: its boxes, how they are found, and what becomes of them. */
export class SheetDialog extends Panel {
  protected override readonly topics: readonly Topic[] = ['panels', 'summary', 'message'];
  private wasOpen = false;
  private stopEditor: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.stopEditor = this.page.collage.changed.on(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    this.stopEditor?.();
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { collage: editor } = this.page;
    if (!editor.isOpen) return nothing;
    const path = editor.sheet?.path ?? '';
    return html`<dialog
      class="sheet"
      aria-label=${t('Split Collage')}
      @cancel=${(event: Event) => event.preventDefault()}
      @close=${() => editor.close()}
      @keydown=${(event: KeyboardEvent) => this.press(event)}
      @keyup=${(event: KeyboardEvent) => event.key === ' ' && this.surface?.setPanning(false)}
    >
      <header class="sheet-line">
        ${this.step('chevron-left', t('Previous Sheet (Page Up)'), -1)}
        ${editor.rows.length > 1 ? html`<span class="sheet-place">${t('{0} of {1}', editor.at + 1, editor.rows.length)}</span>` : nothing}
        ${this.step('chevron-right', t('Next Sheet (Page Down)'), 1)}
        <bdi class="sheet-name" title=${shown(path)}>${shown(fileName(path))}</bdi>
        ${this.tools()}
        ${toolButton({ icon: 'question', title: t('All Keys (?)'), run: () => this.page.overlays.openDialog('help') })}
        <button class="tool" title=${t('Close (Escape)')} aria-label=${t('Close')} @click=${() => editor.close()}>
          <span class="codicon codicon-close" aria-hidden="true"></span>
        </button>
      </header>
      <div class="sheet-body">
        <div class="sheet-stage">
          <winnow-sheet-surface
            tabindex="0"
            role="application"
            aria-roledescription=${t('Sheet')}
            aria-label=${this.spoken()}
          ></winnow-sheet-surface>
          ${editor.problem === undefined ? nothing : html`<p class="sheet-problem" role="alert">${shown(editor.problem)}</p>`}
        </div>
        <aside class="sheet-side" aria-label=${t('Settings')}>
          ${sheetSettings(this.page)} ${sheetTarget(this.page)} ${this.notes()}
        </aside>
      </div>
      <footer class="sheet-foot">
        <span class="sheet-count">${this.count()}</span>
        ${this.message()}
        <button class="button" ?disabled=${!editor.isDecided || !this.page.mayChange} @click=${() => editor.clear()}>
          ${t('Clear')}
        </button>
        <button
          class="button primary"
          title=${t('Enter')}
          ?disabled=${editor.parts.parts.length === 0 || !this.page.mayChange}
          @click=${() => editor.accept()}
        >
          ${t('Split into {0}', editor.parts.parts.length)}
        </button>
      </footer>
    </dialog>`;
  }

  protected override updated(): void {
    const dialog = this.querySelector('dialog');
    if (!dialog) {
      if (this.wasOpen) this.dispatchEvent(new CustomEvent('winnow-focus-grid', { bubbles: true }));
      this.wasOpen = false;
      return;
    }
    this.wasOpen = true;
    const { surface } = this;
    surface?.attach(this.page);
    if (dialog.open) return;
    dialog.showModal();
    surface?.focus();
  }

  private get surface(): SheetSurface | undefined {
    const element = this.querySelector('winnow-sheet-surface');
    return element instanceof SheetSurface ? element : undefined;
  }

  private tools(): TemplateResult {
    const { page } = this;
    const { collage: editor } = page;
    const { selected } = editor.parts;
    const tool = (icon: string, label: string, isUsable: boolean, run: () => void, pressed?: boolean) =>
      html`<button
        class="tool"
        title=${label}
        aria-label=${label}
        aria-pressed=${pressed ?? nothing}
        ?disabled=${!isUsable || !page.mayChange}
        @click=${() => run()}
      >
        <span class="codicon codicon-${icon}" aria-hidden="true"></span>
      </button>`;
    const edit = (change: (parts: SheetParts) => SheetParts) => () => {
      editor.edit(change(editor.parts));
      this.surface?.focus();
    };
    const some = selected.size > 0;
    return html`<span class="sheet-tools" role="group" aria-label=${t('Correct Boxes')}>
      ${tool('add', t('New Box (n, or drag on the sheet)'), editor.size !== undefined, () => this.surface && addInSight(page, this.surface))}
      ${tool('trash', t('Remove (Delete)'), some, edit(removeSelected))}
      ${tool('merge', t('Merge (m)'), selected.size > 1, edit(mergeSelected))}
      ${tool(
        'split-horizontal',
        t('Cut in Left and Right (h)'),
        some,
        edit((parts) => cutSelected(parts, 'x')),
      )}
      ${tool(
        'split-vertical',
        t('Cut in Upper and Lower (v)'),
        some,
        edit((parts) => cutSelected(parts, 'y')),
      )}
      ${tool('edit', t('Cut Along a Line That You Draw (l)'), true, () => this.toggleCutting(), editor.isCutting)}
      ${tool(
        'refresh',
        t('Turn by 15 Degrees (Shift+e, finer: e and q)'),
        some,
        edit((parts) => changeSelected(parts, (part) => rotateBox(part, 15))),
      )}
      ${tool('tag', t('Class of the Boxes (c)'), editor.parts.parts.length > 0, () => pickClass(page))}
    </span>`;
  }

  private toggleCutting(): void {
    const { collage: editor } = this.page;
    editor.isCutting = !editor.isCutting;
    editor.changed.emit('sheet');
    this.surface?.focus();
  }

  private step(icon: string, label: string, by: 1 | -1): TemplateResult | typeof nothing {
    const { collage: editor } = this.page;
    if (editor.rows.length < 2) return nothing;
    const to = editor.at + by;
    return html`<button
      class="tool"
      title=${label}
      aria-label=${label}
      ?disabled=${to < 0 || to >= editor.rows.length}
      @click=${() => editor.step(by)}
    >
      <span class="codicon codicon-${icon}" aria-hidden="true"></span>
    </button>`;
  }

  /** What a screen reader says of the sheet. */
  private spoken(): string {
    const { parts, selected } = this.page.collage.parts;
    const [part] = selected;
    const sheet = t('Sheet with {0} boxes', parts.length);
    return part ? `${sheet}. ${partInWords(part, parts.indexOf(part) + 1, parts.length)}` : sheet;
  }

  private count(): string {
    const { collage: editor, mayChange } = this.page;
    if (!mayChange) return t('Restricted: looking only');
    if (!editor.found) return editor.problem === undefined ? t('Looking at the sheet') : '';
    const { parts, selected } = editor.parts;
    if (selected.size > 0) return t('{0} of {1} boxes selected', selected.size, parts.length);
    return parts.length === 1 ? t('1 box') : t('{0} boxes', parts.length);
  }

  /** Beside the count, which is needed as long as the sheet is open. */
  private message(): TemplateResult | typeof nothing {
    const { message } = this.page.collage;
    if (!message) return nothing;
    return html`<span class="sheet-message is-${message.severity}">
      ${icon(message.severity)} <span title=${shown(message.text)}>${shown(message.text)}</span>
      ${toolButton({ icon: 'close', title: t('Dismiss'), run: () => this.page.dismissMessage() })}
    </span>`;
  }

  private notes(): TemplateResult {
    const { collage: editor } = this.page;
    const { found, sheet } = editor;
    const boxes = editor.parts.parts.length;
    const notes = [
      ...(sheet?.crops === 1 ? [t('1 image here was cut from this sheet before.')] : []),
      ...(sheet && sheet.crops > 1 ? [t('{0} images here were cut from this sheet before.', sheet.crops)] : []),
      ...(found && !found.isCollage && !editor.isDecided && boxes > 0
        ? [t('With these settings it does not look like a collage: look at the boxes first.')]
        : []),
      ...(found && boxes === 0 ? [whyNoBox(editor.options.settings)] : []),
    ];
    return html`${notes.map((note) => html`<p class="sheet-note">${note}</p>`)}`;
  }

  private press(event: KeyboardEvent): void {
    const { page, surface } = this;
    const { target } = event;
    if (!surface || event.defaultPrevented) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      if (surface.abandon() || this.deselect()) return;
      page.collage.close();
      return;
    }
    if (target instanceof HTMLElement && target.closest('input, select')) return;
    const isOnSheet = target === surface;
    if (event.key === ' ' && isOnSheet) {
      surface.setPanning(true);
      event.preventDefault();
    } else if (pressOnSheet(event, page, surface, isOnSheet)) event.preventDefault();
  }

  private deselect(): boolean {
    const { collage: editor } = this.page;
    if (editor.isCutting) {
      this.toggleCutting();
      return true;
    }
    if (editor.parts.selected.size === 0) return false;
    editor.show({ ...editor.parts, selected: new Set() });
    return true;
  }
}

customElements.define('winnow-sheet', SheetDialog);
