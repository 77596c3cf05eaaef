import { html, nothing, type TemplateResult } from 'lit';
import type { MapKind } from '../../src/core/map/mapKinds';
import { shapePath } from '../../src/core/map/pointShapes';
import type { DatasetSummary } from '../../src/protocol/dataset';
import { cssVariable } from '../cssVariable';
import { formatCount, t } from '../strings';
import { toneColour } from './mapColours';
import { kindName } from './mapKindNames';

/** What the colours and shapes mean; a line that is pressed stands alone on the map. */
export function legendTemplate(
  kinds: readonly MapKind[],
  summary: DatasetSummary,
  isolated: number | undefined,
  isolate: (kind: number | undefined) => void,
): TemplateResult {
  return html`<ul class="map-legend" aria-label=${t('Legend')}>
    ${kinds.map(({ name, tone, shape, count }, kind) =>
      count === 0
        ? nothing
        : html`<li>
            <button
              ${cssVariable('--tone', toneColour(tone))}
              aria-pressed=${kind === isolated}
              title=${t('Show only these; once more, all')}
              @click=${() => isolate(kind === isolated ? undefined : kind)}
            >
              <svg viewBox="-6 -6 12 12" aria-hidden="true">
                <path d=${shapePath(shape, 4)}></path>
              </svg>
              <bdi>${kindName(name, summary)}</bdi><span class="map-count">${formatCount(count)}</span>
            </button>
          </li>`,
    )}
  </ul>`;
}
