import { html, type TemplateResult } from 'lit';
import { listenToKeys } from './keyboard';
import { runAction, type Surroundings } from './actions';
import { Panel } from './panel';
import { GridElement } from './grid/gridElement';
import { Compare } from './compare/compare';
import { Loupe } from './loupe/loupe';
import { QueryLine } from './toolbar/queryLine';
import type { Topic } from './state/pageSignals';
import './bar/bar';
import './collage/sheetDialog';
import './dialogs/applyPreview';
import './dialogs/classPicker';
import './dialogs/help';
import './dialogs/sourceDialog';
import './grid/emptyState';
import './health/healthDialog';
import './inspector/inspector';
import './map/mapElement';
import './rail/rail';
import './reference/referenceDialog';
import './strip/strip';
import './toolbar/toolbar';
import './training/trainingDialog';

/** The whole page: puts the parts in their places and the keys and the focus at work. */
export class Shell extends Panel {
  protected override readonly topics: readonly Topic[] = ['panels', 'view', 'summary'];
  private around: Surroundings | undefined;

  /** Carries out an action that VS Code's own menus and key bindings name. */
  run(action: string): void {
    if (this.around) runAction(action, false, this.around);
  }

  protected override render(): TemplateResult {
    const { page } = this;
    this.classList.toggle('has-rail', page.panels.isOpen('rail'));
    this.classList.toggle('has-inspector', page.panels.isOpen('inspector'));
    this.classList.toggle('folds-rail', page.panels.isFolded('rail'));
    this.classList.toggle('folds-inspector', page.panels.isFolded('inspector'));
    const isCovered = page.overlays.isLoupeOpen || page.shown.comparison !== undefined;
    const { ranking } = page.summary;
    // Suggestions of the model before, until the new one has seen every image.
    this.classList.toggle('has-stale-scores', ranking.kind === 'stale' && ranking.because === 'model');
    return html`
      <header class="toolbar"><winnow-toolbar .page=${page}></winnow-toolbar></header>
      <winnow-rail .page=${page}></winnow-rail>
      <main class="main" aria-label=${page.summary.name}>
        <winnow-strip .page=${page} ?inert=${isCovered}></winnow-strip>
        <div class="stage ${page.overlays.mapPlace === 'closed' ? '' : `has-map map-${page.overlays.mapPlace}`}">
          <winnow-grid ?inert=${isCovered || page.overlays.mapPlace === 'over'}></winnow-grid>
          <winnow-map .page=${page} ?inert=${isCovered}></winnow-map>
          <winnow-empty-state .page=${page}></winnow-empty-state>
          <winnow-loupe .page=${page} ?inert=${page.shown.comparison !== undefined}></winnow-loupe>
          <winnow-compare .page=${page}></winnow-compare>
        </div>
      </main>
      <winnow-inspector .page=${page}></winnow-inspector>
      <winnow-bar .page=${page}></winnow-bar>
      <winnow-sheet .page=${page}></winnow-sheet>
      <winnow-source .page=${page}></winnow-source>
      <winnow-health .page=${page}></winnow-health>
      <winnow-training .page=${page}></winnow-training>
      <winnow-reference .page=${page}></winnow-reference>
      <winnow-help .page=${page}></winnow-help>
      <winnow-class-picker .page=${page}></winnow-class-picker>
      <winnow-apply-preview .page=${page}></winnow-apply-preview>
      <div class="for-readers" role="status" aria-live="polite"></div>
    `;
  }

  protected override firstUpdated(): void {
    const { page } = this;
    const grid = this.find(GridElement, 'winnow-grid');
    const loupe = this.find(Loupe, 'winnow-loupe');
    const compare = this.find(Compare, 'winnow-compare');
    const live = this.querySelector('.for-readers')!;
    grid.attach(page);
    const focusImages = (): void => {
      if (page.shown.comparison) compare.focus();
      else if (page.overlays.isLoupeOpen) loupe.focus();
      else grid.focus();
    };
    this.around = {
      page,
      grid,
      focusImages,
      focusQuery: () => this.find(QueryLine, 'winnow-query-line').focus(),
      zoomLoupe: (steps) => loupe.zoom(steps),
      panLoupe: (dx, dy) => loupe.pan(dx, dy),
      zoomComparison: (steps) => compare.zoom(steps),
      panComparison: (dx, dy) => compare.pan(dx, dy),
      comparisonColumns: () => compare.columns,
    };
    listenToKeys(this.around);
    this.addEventListener('winnow-focus-grid', focusImages);
    // VS Code gives the focus back to the page, not to what had it: after its palette the images have it again.
    window.addEventListener('focus', () =>
      window.setTimeout(() => {
        // The palette may have taken it again meanwhile.
        if (document.hasFocus() && document.activeElement === document.body && page.overlays.dialog === 'none')
          focusImages();
      }),
    );
    page.announced.on((text) => (live.textContent = text));
    // A page that takes the focus takes the keyboard from whatever had it in VS Code.
    if (page.isActive || document.hasFocus()) grid.focus();
  }

  private find<T extends Element>(type: new () => T, selector: string): T {
    const element = this.querySelector(selector);
    if (!(element instanceof type)) throw new Error(`${selector} is missing`);
    return element;
  }
}

customElements.define('winnow-page', Shell);
