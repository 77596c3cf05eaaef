import type { Page } from './page';

/** The class for noise: the dataset's own, however it is spelled, else a new one. */
export function garbageClass({ summary }: Page): string {
  const names = summary.classes.map(({ name }) => name);
  return names.find((name) => name.toLowerCase() === 'garbage') ?? 'garbage';
}
