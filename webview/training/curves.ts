import { html, LitElement, nothing, svg, type PropertyValues, type TemplateResult } from 'lit';
import { epochAt, xOf } from '../../src/core/training/curvesFrame';
import {
  colourOf,
  curvesLayout,
  curvesSvg,
  lineStyles,
  type CurvesOptions,
  type CurvesRun,
  type Figure,
} from '../../src/core/training/curvesSvg';
import { epochCount, figures } from '../../src/core/training/trainingHistory';
import { cssVariable } from '../cssVariable';
import { shown, t } from '../strings';
import { figureName, figuresTable } from './figuresTable';
import { verdictText } from './verdictText';

/** Told apart by dashes and dots too. */
export const themeColours = [
  'var(--vscode-charts-blue)',
  'var(--vscode-charts-yellow)',
  'var(--vscode-charts-green)',
  'var(--vscode-charts-red)',
  'var(--vscode-charts-purple)',
  'var(--vscode-foreground)',
] as const;

const height = 300;
const legendOrder: readonly Figure[] = ['valLoss', 'loss', 'valAccuracy', 'accuracy'];

/**
 * Training curves of one run or several, in the theme's colours. Arrow keys go through the epochs, and what stands there
 * is said; the same figures stand below as a table.
 */
export class Curves extends LitElement {
  static override properties = { runs: { attribute: false }, label: { type: String }, width: { state: true } };
  declare runs: readonly CurvesRun[];
  declare label: string;
  declare width: number;
  /** Curves that are not drawn. */
  private readonly left = new Set<Figure>();
  /** The epoch pointed at, counted from 0; undefined: the last. */
  private pointed: number | undefined;
  private readonly sizes = new ResizeObserver(([entry]) => {
    this.width = Math.max(220, Math.floor(entry.contentRect.width));
  });

  constructor() {
    super();
    this.runs = [];
    this.label = '';
    this.width = 640;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    this.sizes.disconnect();
    super.disconnectedCallback();
  }

  protected override firstUpdated(): void {
    this.sizes.observe(this.querySelector('.curves-plot')!);
  }

  protected override render(): TemplateResult {
    const { runs } = this;
    const epochs = this.epochs;
    const at = Math.min(this.pointed ?? epochs - 1, epochs - 1);
    return html`
      ${runs.map((run, i) => this.verdict(run, i))}
      <div class="curves-legend" role="group" aria-label=${t('Curves')}>
        ${legendOrder.map((figure) => this.legendButton(figure))}
      </div>
      <div
        class="curves-plot"
        role="slider"
        tabindex="0"
        aria-label=${this.label === '' ? t('Epoch') : `${this.label}: ${t('Epoch')}`}
        aria-valuemin="1"
        aria-valuemax=${Math.max(1, epochs)}
        aria-valuenow=${at + 1}
        aria-valuetext=${epochs === 0 ? t('No epoch yet') : this.reading(at)}
        @keydown=${(event: KeyboardEvent) => this.onKey(event)}
        @pointermove=${(event: PointerEvent) => this.pointAt(event)}
        @pointerleave=${() => this.point(undefined)}
      >
        <div class="curves-picture" aria-hidden="true"></div>
        ${
          epochs > 0
            ? html`<div
                class="curves-cursor ${this.pointed === undefined ? 'is-idle' : ''}"
                ${cssVariable('--x', `${xOf(at, this.frame)}px`)}
              ></div>`
            : html`<p class="curves-none">${t('The curves begin with the first whole epoch.')}</p>`
        }
      </div>
      ${epochs > 0 ? html`<p class="curves-reading" aria-hidden="true">${this.reading(at)}</p>` : nothing}
      ${epochs > 0 ? figuresTable(runs) : nothing}
    `;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const picture = this.querySelector('.curves-picture');
    const parsed = new DOMParser().parseFromString(curvesSvg(this.runs, this.options), 'image/svg+xml');
    picture?.replaceChildren(document.importNode(parsed.documentElement, true));
  }

  private get epochs(): number {
    return this.runs.reduce((most, { history }) => Math.max(most, epochCount(history)), 0);
  }

  private get options(): CurvesOptions {
    return {
      width: this.width,
      height,
      colours: themeColours,
      ink: 'var(--vscode-foreground)',
      ground: 'none',
      font: 'inherit',
      shown: figures.filter((figure) => !this.left.has(figure)),
      withLegend: false,
      words: { loss: t('loss'), accuracy: t('accuracy'), epoch: t('epoch'), gap: t('gap') },
    };
  }

  private get frame(): ReturnType<typeof curvesLayout> {
    return curvesLayout(this.runs, this.options);
  }

  private verdict({ name, history }: CurvesRun, i: number): TemplateResult {
    const colour = themeColours[i % themeColours.length];
    return html`<p class="curves-verdict">
      ${this.runs.length > 1 ? html`<span class="curves-swatch" ${cssVariable('--colour', colour)} aria-hidden="true"></span>` : nothing}
      <strong><bdi>${shown(name)}</bdi></strong> ${verdictText(history)}
    </p>`;
  }

  private legendButton(figure: Figure): TemplateResult {
    const { dash, width, dots } = lineStyles[figure];
    const isShown = !this.left.has(figure);
    const colour = this.runs.length === 1 ? colourOf(figure, 0, 1, themeColours) : 'var(--vscode-foreground)';
    return html`<button
      class="curves-key"
      aria-pressed=${isShown}
      title=${isShown ? t('Hide this curve') : t('Show this curve')}
      @click=${() => this.toggle(figure)}
    >
      <svg width="28" height="8" aria-hidden="true">
        <path d="M1 4H27" stroke=${colour} stroke-width=${width} stroke-dasharray=${dash === '' ? nothing : dash} />
        ${dots ? svg`<circle cx="14" cy="4" r="3" fill=${colour} />` : nothing}
      </svg>
      ${figureName(figure)}
    </button>`;
  }

  private toggle(figure: Figure): void {
    if (!this.left.delete(figure)) this.left.add(figure);
    this.requestUpdate();
  }

  private reading(epoch: number): string {
    return this.runs
      .flatMap(({ name, history }) => {
        const parts = legendOrder.flatMap((figure) => {
          const value = history[figure][epoch];
          return Number.isFinite(value) ? [`${figureName(figure)} ${value.toFixed(3)}`] : [];
        });
        if (parts.length === 0) return [];
        return [this.runs.length > 1 ? `${shown(name)}: ${parts.join(', ')}` : parts.join(', ')];
      })
      .reduce((text, part) => `${text}${text.endsWith(':') ? ' ' : '; '}${part}`, `${t('Epoch {0}', epoch + 1)}:`);
  }

  private onKey(event: KeyboardEvent): void {
    const last = this.epochs - 1;
    const at = this.pointed ?? last;
    const to = {
      ArrowLeft: at - 1,
      ArrowDown: at - 1,
      ArrowRight: at + 1,
      ArrowUp: at + 1,
      PageDown: at - 10,
      PageUp: at + 10,
      Home: 0,
      End: last,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.point(Math.max(0, Math.min(last, to)));
  }

  private pointAt({ clientX, currentTarget }: PointerEvent): void {
    if (!(currentTarget instanceof Element) || this.epochs === 0) return;
    this.point(epochAt(clientX - currentTarget.getBoundingClientRect().left, this.frame));
  }

  private point(epoch: number | undefined): void {
    if (epoch === this.pointed) return;
    this.pointed = epoch;
    this.requestUpdate();
  }
}

customElements.define('winnow-curves', Curves);
