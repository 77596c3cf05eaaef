import { html, nothing, type TemplateResult } from 'lit';
import type { CurvesRun, Figure } from '../../src/core/training/curvesSvg';
import { bestEpoch, epochCount, figures } from '../../src/core/training/trainingHistory';
import { formatCount, shown, t } from '../strings';

/** More epochs than this are thinned to every so many. */
const mostRows = 200;

export function figureName(figure: Figure): string {
  switch (figure) {
    case 'loss':
      return t('training loss');
    case 'valLoss':
      return t('validation loss');
    case 'accuracy':
      return t('training accuracy');
    case 'valAccuracy':
      return t('validation accuracy');
  }
}

/** The curves as numbers, for who does not see them or wants them exact. */
export function figuresTable(runs: readonly CurvesRun[]): TemplateResult {
  return html`<details class="figures">
    <summary>${t('Figures by epoch')}</summary>
    ${runs.map(
      (run) =>
        html`<div class="matrix-scroll">
          <table class="sources" aria-label=${shown(run.name)}>
            ${
              runs.length > 1
                ? html`<caption>
                    <bdi>${shown(run.name)}</bdi>
                  </caption>`
                : nothing
            }
            <thead>
              <tr>
                <th scope="col">${t('epoch')}</th>
                ${figures.map((figure) => html`<th scope="col">${figureName(figure)}</th>`)}
              </tr>
            </thead>
            <tbody>
              ${rows(run)}
            </tbody>
          </table>
        </div>`,
    )}
  </details>`;
}

function rows({ history }: CurvesRun): TemplateResult[] {
  const epochs = epochCount(history);
  const best = bestEpoch(history);
  const every = Math.ceil(epochs / mostRows);
  return Array.from({ length: epochs }, (_, epoch) => epoch)
    .filter((epoch) => epoch % every === 0 || epoch === best || epoch === epochs - 1)
    .map(
      (epoch) =>
        html`<tr>
          <th scope="row">${formatCount(epoch + 1)}${epoch === best ? ` ${t('(best)')}` : nothing}</th>
          ${figures.map((figure) => {
            const value = history[figure][epoch];
            return html`<td>${Number.isFinite(value) ? value.toFixed(4) : '–'}</td>`;
          })}
        </tr>`,
    );
}
