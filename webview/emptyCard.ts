import { html, type TemplateResult } from 'lit';
import { shown } from './shown';
import { icon } from './toolButton';

/** What stands where images would be while there are none: what is so, why, and what can be done about it. */
export function emptyCard(
  iconName: string,
  title: string,
  lines: readonly string[],
  actions: unknown,
  className = '',
): TemplateResult {
  return html`<div class="empty-state ${className}">
    ${icon(iconName)}
    <h2>${title}</h2>
    ${lines.map((line) => html`<p><bdi>${shown(line)}</bdi></p>`)} ${actions}
  </div>`;
}
