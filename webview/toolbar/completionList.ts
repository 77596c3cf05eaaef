import { html, nothing, type TemplateResult } from 'lit';
import type { Completion } from '../../src/core/query/queryCompletion';
import { shown, t } from '../strings';

export const completionListId = 'query-completions';

export function completionId(index: number): string {
  return `${completionListId}-${index}`;
}

/** What may stand at the caret, below the query line; the focus stays in the line, which points at the active one. */
export function completionList(
  completions: readonly Completion[],
  active: number,
  choose: (index: number) => void,
): TemplateResult | typeof nothing {
  if (completions.length === 0) return nothing;
  return html`<ul class="completions" id=${completionListId} role="listbox" aria-label=${t('Completions')}>
    ${completions.map(
      ({ text }, i) =>
        html`<li
          id=${completionId(i)}
          class="completion"
          role="option"
          aria-selected=${i === active}
          @mousedown=${(event: MouseEvent) => {
            event.preventDefault();
            choose(i);
          }}
        >
          <bdi>${shown(text)}</bdi>
        </li>`,
    )}
  </ul>`;
}
