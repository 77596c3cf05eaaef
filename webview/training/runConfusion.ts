import { html, type TemplateResult } from 'lit';
import { confusionSquare, mostClassesInSquare } from '../confusionSquare';
import { formatCount, t } from '../strings';

const mostPairs = 20;

/** What a run's validation images are taken for at its best epoch. */
export function runConfusion(classes: readonly string[], cells: readonly (readonly number[])[]): TemplateResult {
  return html`<details class="figures">
    <summary>${t('Confusion on the validation images')}</summary>
    ${classes.length <= mostClassesInSquare ? square(classes, cells) : pairs(classes, cells)}
  </details>`;
}

function square(classes: readonly string[], cells: readonly (readonly number[])[]): TemplateResult {
  const totals = cells.map((row) => row.reduce((sum, count) => sum + count, 0));
  return confusionSquare(classes, (given, predicted) => {
    const count = cells[given][predicted];
    return count === 0 ? undefined : { share: count / totals[given], content: formatCount(count) };
  });
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
          html`<li>
            ${
              count === 1
                ? t('1 image of {0} taken for {1}', classes[given], classes[predicted])
                : t('{0} images of {1} taken for {2}', count, classes[given], classes[predicted])
            }
          </li>`,
      )}
  </ul>`;
}
