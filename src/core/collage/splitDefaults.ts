import { DEFAULT_SETTINGS } from './sheetSettings';
import type { SplitOptions } from './splitDecision';

/** How a sheet is split before a person chose otherwise: everything is added, nothing goes. */
export const defaultSplitOptions: SplitOptions = {
  settings: DEFAULT_SETTINGS,
  cut: { padding: 2, square: false, background: 'keep' },
  target: { kind: 'beside' },
  sheet: 'keep',
};
