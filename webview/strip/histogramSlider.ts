import { html, type TemplateResult } from 'lit';
import { histogramPath } from './histogramPath';

interface HistogramSlider {
  /** Said to screen readers. */
  readonly label: string;
  readonly low: number;
  readonly high: number;
  readonly step: number;
  readonly value: number;
  /** Counts of equal steps from `low` to `high`. */
  readonly bins: ArrayLike<number>;
  /** On which side of the line images are found. */
  readonly finds: 'below' | 'above';
  readonly disabled?: boolean;
  /** While it is moved. */
  readonly onMove?: (value: number) => void;
  /** When it is let go. */
  readonly onChange?: (value: number) => void;
}

/** A slider over a histogram; the side on which images are found is tinted. */
export function histogramSlider(slider: HistogramSlider): TemplateResult {
  const { label, low, high, step, value, bins, finds, disabled = false, onMove, onChange } = slider;
  const share = Math.max(0, Math.min(100, (100 * (value - low)) / (high - low)));
  return html`<span class="threshold-graph">
    <svg viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true">
      <rect
        class="threshold-found"
        x=${finds === 'below' ? 0 : share}
        y="0"
        width=${finds === 'below' ? share : 100 - share}
        height="24"
      ></rect>
      <path class="threshold-bins" d=${histogramPath(bins, 100, 24)}></path>
    </svg>
    <input
      type="range"
      aria-label=${label}
      min=${low}
      max=${high}
      step=${step}
      .value=${String(value)}
      ?disabled=${disabled}
      @input=${(event: Event) => tell(event, onMove)}
      @change=${(event: Event) => tell(event, onChange)}
    />
  </span>`;
}

function tell(event: Event, listener: ((value: number) => void) | undefined): void {
  if (event.target instanceof HTMLInputElement) listener?.(Number(event.target.value));
}
