import { html, nothing, type TemplateResult } from 'lit';
import type { ConfusionMatrix } from '../../src/protocol/findings';
import { confusionSquare, mostClassesInSquare } from '../confusionSquare';
import { formatCount, t } from '../strings';

const mostPairs = 30;

/** Given labels (rows) against out-of-sample predictions (columns); a cell is a query. */
export function confusionTemplate(matrix: ConfusionMatrix, go: (query: string) => void): TemplateResult {
  const wrong = matrix.cells.filter(({ given, predicted }) => given !== predicted);
  return html`<section aria-label=${t('Confusion')}>
    <h3>${t('Confusion: given label against what a model predicts that did not train on the image')}</h3>
    ${
      matrix.classes.length < 2
        ? html`<p>${t('Two ranked classes are needed.')}</p>`
        : matrix.classes.length <= mostClassesInSquare
          ? square(matrix, go)
          : nothing
    }
    ${wrong.length === 0 ? nothing : pairs(matrix, wrong, go)}
  </section>`;
}

function square({ classes, totals, cells }: ConfusionMatrix, go: (query: string) => void): TemplateResult {
  const at = new Map(cells.map((cell) => [cell.given * classes.length + cell.predicted, cell]));
  return confusionSquare(classes, (given, predicted) => {
    const cell = at.get(given * classes.length + predicted);
    if (!cell) return undefined;
    const title = t('{0} of {1} taken for {2}', cell.images, classes[given], classes[predicted]);
    return {
      share: totals[given] > 0 ? cell.images / totals[given] : 0,
      content: html`<button title=${title} @click=${() => go(cell.query)}>${formatCount(cell.images)}</button>`,
    };
  });
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
          <span
            >${images === 1 ? t('1 image, {0} suspicious', suspicious) : t('{0} images, {1} suspicious', images, suspicious)}</span
          >
        </li>`,
    )}
  </ul>`;
}
