import { html, nothing, type TemplateResult } from 'lit';
import type { CurvesRun } from '../../src/core/training/curvesSvg';
import { draftChanges, draftOf } from '../../src/core/training/networkDraft';
import type { TrainingRun } from '../../src/protocol/training';
import { DialogPanel } from '../dialogs/dialogPanel';
import type { Dialog } from '../state/overlays';
import type { Topic } from '../state/pageSignals';
import { shown, t } from '../strings';
import { icon } from '../toolButton';
import './curves';
import { curvesAsPng, curvesAsSvg } from './curvesPicture';
import { changeText } from './fieldTexts';
import './networkForm';
import { NetworkForm } from './networkForm';
import { runConfusion } from './runConfusion';
import { runsTable } from './runsTable';
import { progressText, runFacts } from './runTexts';
import { curvesOf } from './trainingState';

/** Networks of the user's own: what to train, its curves as it learns, and the runs so far. Training goes on when closed. */
export class TrainingDialog extends DialogPanel {
  protected override readonly topics: readonly Topic[] = ['panels', 'training', 'progress'];
  protected override readonly dialog: Dialog = 'training';
  private isFormOpen = true;

  protected override opened(): void {
    const { training } = this.page;
    training.problem = undefined;
    void training.load().then(() => {
      this.isFormOpen = training.runs.length === 0 && !training.isTraining;
      this.requestUpdate();
    });
  }

  protected override heading(): string {
    return t('Train a Network');
  }

  protected override content(): TemplateResult {
    const { training } = this.page;
    const hasRuns = training.runs.length > 0 || training.isTraining;
    return html`<div class="dialog-body training ${hasRuns && this.isFormOpen ? 'is-split' : ''}">
      <details
        class="training-new"
        .open=${this.isFormOpen}
        @toggle=${(event: Event) => {
          if (event.target instanceof HTMLDetailsElement) this.isFormOpen = event.target.open;
          this.requestUpdate();
        }}
      >
        <summary>${t('New Network')}</summary>
        <winnow-network-form .page=${this.page}></winnow-network-form>
      </details>
      <div class="training-runs">
        ${training.problem === undefined ? nothing : html`<p class="problem-text" role="alert">${training.problem}</p>`}
        ${this.status()} ${hasRuns ? this.runs() : this.nothingYet()}
      </div>
    </div>`;
  }

  /** What trains now, with Stop. */
  private status(): TemplateResult | typeof nothing {
    const { training, progress } = this.page;
    if (!training.isTraining) return nothing;
    const decoding = progress.get('decode');
    const text = training.progress
      ? progressText(training.progress)
      : decoding
        ? t('Reading images: {0} of {1}', decoding.done, decoding.total)
        : t('The trainer starts…');
    return html`<div class="training-status">
      ${icon('sync')}<span>${text}</span>
      <button class="button" @click=${() => void training.stop()}>${t('Stop')}</button>
    </div>`;
  }

  private nothingYet(): TemplateResult | typeof nothing {
    if (!this.page.training.isLoaded) return nothing;
    return html`<p class="training-empty">
      ${t('No network was trained on this dataset yet. Its curves and a table of all runs will stand here. Training goes on while you review: this view can be closed.')}
    </p>`;
  }

  private runs(): TemplateResult {
    const { training } = this.page;
    const selected = training.selectedRuns;
    const curves: CurvesRun[] = selected.map((run) => ({ name: training.nameOf(run), history: curvesOf(run) }));
    return html`
      ${
        selected.length === 0
          ? html`<p class="training-empty">${t('Tick runs below to draw their curves over each other.')}</p>`
          : html`<winnow-curves .runs=${curves} label=${t('Training curves')}></winnow-curves>`
      }
      ${selected.length > 1 ? this.differences(selected) : nothing} ${this.actions(selected, curves)}
      <h3>${t('Runs')}</h3>
      ${runsTable(training)} ${selected.length === 1 ? this.facts(selected[0]) : nothing}
    `;
  }

  /** What the settings of the selected runs differ in, each against the oldest of them. */
  private differences(selected: readonly TrainingRun[]): TemplateResult {
    const { training } = this.page;
    const base = selected[selected.length - 1];
    return html`<ul class="run-differences">
      ${selected.slice(0, -1).map((run) => {
        const changes = draftChanges(draftOf(base.settings), draftOf(run.settings)).map(changeText);
        return html`<li>
          ${t('{0} against {1}:', training.numberOf(run), training.numberOf(base))}
          ${changes.length === 0 ? t('the same settings') : changes.join('; ')}
        </li>`;
      })}
    </ul>`;
  }

  private actions(selected: readonly TrainingRun[], curves: readonly CurvesRun[]): TemplateResult {
    const { page } = this;
    const { training } = page;
    const [run] = selected;
    const name = selected.map((one) => training.nameOf(one)).join(' ');
    const save = (format: 'svg' | 'png') =>
      void training.saveCurves(name, format, async () =>
        format === 'svg' ? curvesAsSvg(curves) : curvesAsPng(curves),
      );
    return html`<div class="run-actions" role="toolbar" aria-label=${t('Actions')}>
      ${selected.length === 1 ? this.runActions(run) : nothing}
      ${
        selected.length > 0
          ? html`
              <button class="button" @click=${() => save('svg')}>${t('Save Curves as SVG…')}</button>
              <button class="button" @click=${() => save('png')}>${t('Save Curves as PNG…')}</button>
            `
          : nothing
      }
    </div>`;
  }

  private runActions(run: TrainingRun): TemplateResult {
    const { training, mayChange } = this.page;
    const state = training.stateOf(run);
    const isUnfinished = state === 'interrupted' || state === 'stopped' || state === 'failed';
    const isBusy = state === 'training' || state === 'elsewhere';
    return html`
      <button class="button primary" ?disabled=${!mayChange} @click=${() => this.runAgain(run)}>
        ${t('Run Again With One Change')}
      </button>
      ${
        isUnfinished
          ? html`<button
              class="button"
              ?disabled=${!mayChange || training.isTraining}
              @click=${() => void training.resume(run.id)}
            >
              ${t('Resume')}
            </button>`
          : nothing
      }
      <button class="button" ?disabled=${!mayChange || isBusy} @click=${() => void training.export(run)}>
        ${t('Export…')}
      </button>
      <button
        class="button"
        title=${t('The network embeds the images, and the head on its embeddings ranks them')}
        ?disabled=${!mayChange || isBusy || run.best === undefined || training.ranking === run.id}
        @click=${() => void training.rankBy(run)}
      >
        ${training.ranking === run.id ? t('Ranks Now') : t('Use for Ranking')}
      </button>
      <button class="button" ?disabled=${!mayChange || isBusy} @click=${() => void training.remove(run)}>
        ${t('Delete…')}
      </button>
    `;
  }

  private facts(run: TrainingRun): TemplateResult {
    return html`
      ${run.reason === undefined ? nothing : html`<p class="problem-text">${shown(run.reason)}</p>`}
      <dl class="run-facts">
        ${runFacts(run).map(
          ([name, value]) =>
            html`<dt>${name}</dt>
              <dd>${value}</dd>`,
        )}
      </dl>
      ${run.confusion ? runConfusion(run.classes, run.confusion) : nothing}
    `;
  }

  private runAgain(run: TrainingRun): void {
    this.isFormOpen = true;
    this.requestUpdate();
    const form = this.querySelector('winnow-network-form');
    if (form instanceof NetworkForm) form.runAgain(this.page.training.nameOf(run), run.settings);
    this.querySelector('.training-new')?.scrollIntoView({ block: 'start' });
  }
}

customElements.define('winnow-training', TrainingDialog);
