import { html, nothing, type TemplateResult } from 'lit';
import { formatQuery } from '../../src/core/query/queryText';
import type { Origin } from '../../src/protocol/dataset';
import type { Page } from '../state/page';
import { shown, t } from '../strings';

/** A picture that a site shows in the place of others comes from thousands of addresses. */
const mostNamed = 20;

/** Where an image was fetched from; a click shows everything of that search or host. */
export function originFacts(page: Page, origins: readonly Origin[]): TemplateResult | typeof nothing {
  const fetched = origins.filter(({ url }) => url !== undefined);
  if (fetched.length === 0) return nothing;
  const names = (field: 'term' | 'host' | 'url') => [...new Set(fetched.flatMap((origin) => origin[field] ?? []))];
  const go = (text: string) =>
    void page.shown.show({ query: formatQuery([{ negated: false, field: 'source', text }]) });
  const rows = (title: string, found: readonly string[], row: (name: string) => TemplateResult) => {
    const more = found.length - mostNamed;
    return [
      ...found.slice(0, mostNamed).map(
        (name) =>
          html`<dt>${title}</dt>
            ${row(name)}`,
      ),
      more > 0
        ? html`<dt>${title}</dt>
            <dd>${t('and {0} more', more)}</dd>`
        : nothing,
    ];
  };
  const link = (name: string) =>
    html`<dd>
      <button class="link" title=${t('Show all images of {0}', shown(name))} @click=${() => go(name)}>
        <bdi>${shown(name)}</bdi>
      </button>
    </dd>`;
  const address = (url: string) => html`<dd title=${shown(url)}><bdi>${shown(url)}</bdi></dd>`;
  return html`<section>
    <h3>${t('Where It Came From')}</h3>
    <dl class="facts">
      ${rows(t('Search'), names('term'), link)} ${rows(t('Host'), names('host'), link)}
      ${rows(t('Address'), names('url'), address)}
    </dl>
  </section>`;
}
