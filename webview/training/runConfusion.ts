import { html, nothing, type TemplateResult } from 'lit';
import { cssVariable } from '../cssVariable';
import { formatCount, shown, t } from '../strings';

/** More classes than this are shown as the worst pairs instead of as a square. */
const mostClasses = 24;
const mostPairs = 20;

/** What a run's validation images are taken for at its best epoch. */
export function runConfusion(classes: readonly string[], cells: readonly (readonly number[])[]): TemplateResult {
  return html`<details class="figures">
    <summary>${t('Confusion on the validation images')}</summary>
    ${classes.length <= mostClasses ? square(classes, cells) : pairs(classes, cells)}
  </details>`;
}

function square(classes: readonly string[], cells: readonly (readonly number[])[]): TemplateResult {
  return html`<div class="matrix-scroll">
    <table class="matrix">
      <thead>
        <tr>
          <th scope="col">${t('given \\ predicted')}</th>
          ${classes.map((name) => html`<th scope="col"><bdi title=${shown(name)}>${shown(name)}</bdi></th>`)}
        </tr>
      </thead>
      <tbody>
        ${cells.map((row, given) => {
          const total = row.reduce((sum, count) => sum + count, 0);
          return html`<tr>
            <th scope="row"><bdi title=${shown(classes[given])}>${shown(classes[given])}</bdi></th>
            ${row.map(
              (count, predicted) =>
                html`<td
                  class=${given === predicted ? 'is-right' : 'is-wrong'}
                  ${cssVariable('--share', `${total > 0 ? Math.round(Math.sqrt(count / total) * 100) : 0}%`)}
                >
                  ${count === 0 ? nothing : formatCount(count)}
                </td>`,
            )}
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

function pairs(classes: readonly string[], cells: readonly (readonly number[])[]): TemplateResult {
  const wrong = cells
    .flatMap((row, given) => row.map((count, predicted) => ({ given, predicted, count })))
    .filter(({ given, predicted, count }) => given !== predicted && count > 0)
    .sort((a, b) => b.count - a.count);
  return html`<ul class="health-list">
    ${wrong
      .slice(0, mostPairs)
      .map(
        ({ given, predicted, count }) =>
          html`<li>${t('{0} images of {1} taken for {2}', count, classes[given], classes[predicted])}</li>`,
      )}
  </ul>`;
}
