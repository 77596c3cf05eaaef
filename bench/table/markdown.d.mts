export interface Comparison {
  readonly work: string;
  readonly size: string;
  readonly seconds: number;
  readonly others: Readonly<Record<string, number>>;
  readonly note: string;
}

export interface Growth {
  readonly what: string;
  /** [n, seconds, peak MB]. */
  readonly points: readonly (readonly [number, number, number])[];
}

export interface Told {
  readonly machine: string;
  readonly date: string;
  readonly command: string;
  readonly comparisons: readonly Comparison[];
  readonly growths: readonly Growth[];
  readonly missing: readonly string[];
}

export function duration(seconds: number): string;
export function growthExponent(points: readonly (readonly [number, number, ...unknown[]])[]): number;
export function benchText(told: Told): string;
export function withBenchText(document: string, text: string): string;
