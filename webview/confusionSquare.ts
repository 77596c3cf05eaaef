import { html, type TemplateResult } from 'lit';
import { cssVariable } from './cssVariable';
import { shown, t } from './strings';

/** More classes than this are shown as the worst pairs instead of as a square. */
export const mostClassesInSquare = 24;

interface ConfusionCell {
  /** Of the images of its row, 0 to 1. */
  readonly share: number;
  readonly content: unknown;
}

/** Given labels (rows) against predictions (columns), the larger a share the stronger its colour; undefined: no image. */
export function confusionSquare(
  classes: readonly string[],
  cellAt: (given: number, predicted: number) => ConfusionCell | undefined,
): TemplateResult {
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
              ${classes.map((_, predicted) => {
                const cell = cellAt(given, predicted);
                if (!cell) return html`<td></td>`;
                return html`<td
                  class=${given === predicted ? 'is-right' : 'is-wrong'}
                  ${cssVariable('--share', `${Math.round(Math.sqrt(cell.share) * 100)}%`)}
                >
                  ${cell.content}
                </td>`;
              })}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
