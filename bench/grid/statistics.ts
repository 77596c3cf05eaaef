/** The value below which 95 % lie (nearest rank); NaN of nothing. */
export function p95(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * 0.95) - 1)] ?? NaN;
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
