import { html, type TemplateResult } from 'lit';
import { mapColourings, type MapColouring } from '../../src/core/map/mapKinds';
import { t } from '../strings';
import { toolButton } from '../toolButton';
import { colouringName } from './mapKindNames';

interface MapHeader {
  readonly colouring: MapColouring;
  readonly drawsLasso: boolean;
  /** There are points to look at. */
  readonly hasMap: boolean;
  /** The map is there, whatever is on it. */
  readonly isLoaded: boolean;
  readonly colour: (by: MapColouring) => void;
  readonly toggleLasso: () => void;
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  readonly fit: () => void;
  readonly layOut: () => void;
  readonly close: () => void;
}

/** The line above the map: by what it is coloured, and how it is looked at. */
export function mapHeader(map: MapHeader): TemplateResult {
  const isDisabled = !map.hasMap;
  const lasso = t('Lasso: drag around images (or Shift and drag)');
  const choose = (event: Event): void => {
    if (!(event.target instanceof HTMLSelectElement)) return;
    const { value } = event.target;
    map.colour(mapColourings.find((one) => one === value) ?? 'class');
  };
  return html`<header class="map-header">
    <h2 class="map-title">${t('Map')}</h2>
    <select
      class="strip-select"
      aria-label=${t('Colour by')}
      title=${t('Colour by')}
      ?disabled=${isDisabled}
      @change=${choose}
    >
      ${mapColourings.map(
        (one) => html`<option value=${one} ?selected=${one === map.colouring}>${colouringName(one)}</option>`,
      )}
    </select>
    <span class="map-tools">
      ${toolButton({ icon: 'symbol-snippet', title: lasso, run: map.toggleLasso, isPressed: map.drawsLasso, isDisabled })}
      ${toolButton({ icon: 'zoom-out', title: t('Zoom Out (-)'), run: map.zoomOut, isDisabled })}
      ${toolButton({ icon: 'zoom-in', title: t('Zoom In (+)'), run: map.zoomIn, isDisabled })}
      ${toolButton({ icon: 'screen-full', title: t('Whole Map (Home)'), run: map.fit, isDisabled })}
      ${toolButton({ icon: 'refresh', title: t('Lay Out Anew'), run: map.layOut, isDisabled: !map.isLoaded })}
      ${toolButton({ icon: 'close', title: t('Close Map'), run: map.close })}
    </span>
  </header>`;
}
