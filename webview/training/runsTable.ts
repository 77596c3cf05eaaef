import { html, nothing, type TemplateResult } from 'lit';
import { cssVariable } from '../cssVariable';
import type { TrainingRun } from '../../src/protocol/training';
import { formatCount, t } from '../strings';
import { icon } from '../toolButton';
import { themeColours } from './curves';
import { dropoutText, percentText, stateIcon, stateName } from './runTexts';
import type { TrainingState } from './trainingState';

/** All runs, the newest first; the ticked ones are drawn over each other. */
export function runsTable(training: TrainingState): TemplateResult {
  const selected = training.selectedRuns;
  return html`<div class="matrix-scroll runs-scroll">
    <table class="sources runs" aria-label=${t('Runs')}>
      <thead>
        <tr>
          <th scope="col">${t('Run')}</th>
          ${[
            t('State'),
            t('Network'),
            t('Validation'),
            t('Head'),
            t('Gap'),
            t('Best epoch'),
            t('Dropout'),
            t('Parameters'),
          ].map((title) => html`<th scope="col">${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${training.runs.map((run) => row(training, run, selected))}
      </tbody>
    </table>
  </div>`;
}

function row(training: TrainingState, run: TrainingRun, selected: readonly TrainingRun[]): TemplateResult {
  const { id, name, best, epochs, gap, head, parameters, started } = run;
  const at = selected.indexOf(run);
  const state = training.stateOf(run);
  return html`<tr class=${at >= 0 ? 'is-selected' : ''}>
    <th scope="row">
      <label title=${new Date(started).toLocaleString()}>
        <input
          type="checkbox"
          .checked=${at >= 0}
          aria-label=${t('Draw the curves of {0}', training.nameOf(run))}
          @change=${(event: Event) => {
            if (event.target instanceof HTMLInputElement) training.select(id, event.target.checked);
          }}
        />
        ${
          at >= 0 && selected.length > 1
            ? html`<span
                class="curves-swatch"
                ${cssVariable('--colour', themeColours[at % themeColours.length])}
                aria-hidden="true"
              ></span>`
            : nothing
        }
        ${training.numberOf(run)}
      </label>
    </th>
    <td class="is-text run-state is-${state}" title=${run.reason ?? nothing}>
      ${icon(stateIcon(state))}${stateName(state)}
    </td>
    <td class="is-text">
      <button class="link" title=${t('Show only this run')} @click=${() => training.selectOnly(id)}>
        <bdi>${name}</bdi>
      </button>
    </td>
    <td>${percentText(best === undefined ? undefined : epochs[best]?.valAccuracy)}</td>
    <td title=${t('The head on frozen embeddings, on the same validation images')}>${percentText(head?.accuracy)}</td>
    <td>${gap && Number.isFinite(gap.loss) ? gap.loss.toFixed(2) : '–'}</td>
    <td>${best === undefined ? '–' : t('{0} of {1}', best + 1, epochs.length)}</td>
    <td>${dropoutText(run)}</td>
    <td>${formatCount(parameters)}</td>
  </tr>`;
}
