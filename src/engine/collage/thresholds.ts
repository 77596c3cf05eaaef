import type { Background } from './background';
import type { PartitionLimits } from './partition';
import type { SheetSettings } from '../../core/collage/sheetSettings';

const STEPS = [16, 32, 48, 64] as const;
const GAPS = [0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32] as const;

/** What to try on a sheet. `scale` is analysed pixels per pixel of the full sheet, at most 1. */
export function limitsFor(background: Background, settings: SheetSettings, scale: number): PartitionLimits {
  // Grain is nearly normal: beyond 4.5 deviations a page of a million pixels keeps a handful of specks.
  const floor = background.noise * 4.5;
  const bias = 2 ** (1 - 2 * settings.sensitivity);
  const thresholds =
    settings.backgroundTolerance === 'auto'
      ? [...new Set(STEPS.map((step) => Math.min(200, Math.max(floor, step * bias))))]
      : [settings.backgroundTolerance];
  const gaps = settings.mergeDistance === 'auto' ? GAPS : [Math.round(settings.mergeDistance * scale)];
  return { thresholds, gaps };
}
