import { html, nothing, type TemplateResult } from 'lit';
import type { ConfusionMatrix } from '../../src/protocol/findings';
import { cssVariable } from '../cssVariable';
import { formatCount, shown, t } from '../strings';

/** More classes than this are shown as the worst pairs instead of as a square. */
const mostClasses = 24;
const mostPairs = 30;

/** Given labels (rows) against out-of-sample predictions (columns); a cell is a query. */
export function confusionTemplate(matrix: ConfusionMatrix, go: (query: string) => void): TemplateResult {
  const wrong = matrix.cells.filter(({ given, predicted }) => given !== predicted);
  return html`<section aria-label=${t('Confusion')}>
    <h3>${t('Confusion: given label against what a model predicts that did not train on the image')}</h3>
    ${
      matrix.classes.length < 2
        ? html`<p>${t('Two ranked classes are needed.')}</p>`
        : matrix.classes.length <= mostClasses
          ? square(matrix, go)
          : nothing
    }
    ${wrong.length === 0 ? nothing : pairs(matrix, wrong, go)}
  </section>`;
}

function square({ classes, totals, cells }: ConfusionMatrix, go: (query: string) => void): TemplateResult {
  const at = new Map(cells.map((cell) => [cell.given * classes.length + cell.predicted, cell]));
  return html`<div class="matrix-scroll">
    <table class="matrix">
      <thead>
        <tr>
          <th scope="col">${t('given \\ predicted')}</th>
          ${classes.map((name) => html`<th scope="col"><bdi title=${shown(name)}>${shown(name)}</bdi></th>`)}
        </tr>
      </thead>
      <tbody>
        ${classes.map(
          (name, given) =>
            html`<tr>
              <th scope="row"><bdi title=${shown(name)}>${shown(name)}</bdi></th>
              ${classes.map((other, predicted) => {
                const cell = at.get(given * classes.length + predicted);
                if (!cell) return html`<td></td>`;
                const share = totals[given] > 0 ? cell.images / totals[given] : 0;
                return html`<td
                  class=${given === predicted ? 'is-right' : 'is-wrong'}
                  ${cssVariable('--share', `${Math.round(Math.sqrt(share) * 100)}%`)}
                >
                  <button
                    title=${t('{0} of {1} taken for {2}', cell.images, name, other)}
                    @click=${() => go(cell.query)}
                  >
                    ${formatCount(cell.images)}
                  </button>
                </td>`;
              })}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function pairs(
  { classes }: ConfusionMatrix,
  wrong: ConfusionMatrix['cells'],
  go: (query: string) => void,
): TemplateResult {
  return html`<ul class="health-list">
    ${wrong.slice(0, mostPairs).map(
      ({ given, predicted, images, suspicious, query }) =>
        html`<li>
          <button class="link" @click=${() => go(query)}>
            ${t('{0} taken for {1}', classes[given], classes[predicted])}
          </button>
          <span>${t('{0} images, {1} suspicious', images, suspicious)}</span>
        </li>`,
    )}
  </ul>`;
}
