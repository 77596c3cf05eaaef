/** Value below which the share `at` (0 to 1) of the values lies; 0 for no values. */
export function quantile(values: readonly number[], at: number): number {
  if (values.length === 0) return 0;
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.floor((sorted.length - 1) * at)];
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Population standard deviation; 0 for no values. */
export function deviation(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
