import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { messageOf } from '../src/core/messageOf';
import type { CurvesRun } from '../src/core/training/curvesSvg';
import { readTrainingLog, whyNoTrainingLog, type LogFormat } from '../src/core/training/readTrainingLog';
import { epochCount } from '../src/core/training/trainingHistory';
import type { LogNews, LogWish } from '../src/protocol/trainingLog';
import { formatCount, setStrings, shown, t } from './strings';
import './training/curves';
import { curvesAsPng, curvesAsSvg } from './training/curvesPicture';
import { vscode } from './vscodeApi';

/** The curves of a training log, redrawn as the file grows. */
class TrainingLogView extends LitElement {
  private run: CurvesRun | undefined;
  private format: LogFormat | undefined;
  private name = '';
  private problem: string | undefined;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('message', ({ data }: MessageEvent<LogNews>) => this.told(data));
    ask({ kind: 'ready' });
  }

  protected override render(): TemplateResult {
    const { run, problem, format } = this;
    const epochs = run ? epochCount(run.history) : 0;
    return html`<main class="training-log" aria-label=${t('Training log')}>
      <h1><bdi>${shown(this.name)}</bdi></h1>
      ${problem === undefined ? nothing : html`<p class="problem-text" role="alert">${problem}</p>`}
      ${
        run && format
          ? html`
              <p class="training-log-facts">
                ${
                  epochs === 1
                    ? t('{0} · 1 epoch · redrawn as the file grows', formatName(format))
                    : t('{0} · {1} epochs · redrawn as the file grows', formatName(format), formatCount(epochs))
                }
              </p>
              <winnow-curves .runs=${[run]} label=${t('Training curves')}></winnow-curves>
              <div class="run-actions" role="toolbar" aria-label=${t('Actions')}>
                <button class="button" ?disabled=${epochs === 0} @click=${() => void this.save('svg')}>
                  ${t('Save Curves as SVG…')}
                </button>
                <button class="button" ?disabled=${epochs === 0} @click=${() => void this.save('png')}>
                  ${t('Save Curves as PNG…')}
                </button>
              </div>
            `
          : nothing
      }
    </main>`;
  }

  private told(news: LogNews): void {
    if (news.kind === 'strings') return setStrings(news.strings, document.documentElement.lang || 'en');
    this.name = news.name;
    if (news.kind === 'problem') this.problem = news.problem;
    else {
      const log = readTrainingLog(news.text);
      this.problem = log ? undefined : whyNoTrainingLog(news.text);
      // A log that is being written anew is empty for a moment: what was drawn stays, with the reason above it.
      if (log) {
        this.run = { name: news.name, history: log.history };
        this.format = log.format;
      }
    }
    this.requestUpdate();
  }

  private async save(format: 'svg' | 'png'): Promise<void> {
    if (!this.run) return;
    try {
      const bytes = format === 'svg' ? curvesAsSvg([this.run]) : await curvesAsPng([this.run]);
      ask({ kind: 'save', format, bytes });
    } catch (error) {
      this.problem = messageOf(error);
      this.requestUpdate();
    }
  }
}

function ask(wish: LogWish): void {
  vscode.postMessage(wish);
}

function formatName(format: LogFormat): string {
  switch (format) {
    case 'keras':
      return t('Keras CSVLogger');
    case 'fastai':
      return t('fastai CSVLogger');
    case 'lightning':
      return t('Lightning metrics.csv');
  }
}

customElements.define('winnow-training-log', TrainingLogView);
document.body.append(document.createElement('winnow-training-log'));
