/** The digit row in the order in which classes get their digits: 1 to 9, then 0. */
export const digitRow: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 0];

/** Class names by digit. */
export type PinnedDigits = ReadonlyMap<number, string>;

/**
 * Gives classes without a digit the free ones, in the order of `classes`. What is pinned stays where it is, also while
 * its class has no image.
 */
export function fillDigits(pinned: PinnedDigits, classes: readonly string[]): PinnedDigits {
  const free = digitRow.filter((digit) => !pinned.has(digit));
  if (free.length === 0) return pinned;
  const named = new Set(pinned.values());
  const added = classes.filter((name) => !named.has(name)).slice(0, free.length);
  return added.length === 0 ? pinned : new Map([...pinned, ...added.map((name, i) => [free[i], name] as const)]);
}

/** Pins a class to a digit; the class that was there takes the other's former digit, if it had one. */
export function pinDigit(pinned: PinnedDigits, digit: number, name: string): PinnedDigits {
  const before = [...pinned].find(([, other]) => other === name)?.[0];
  const displaced = pinned.get(digit);
  const changed = new Map(pinned);
  if (before !== undefined) changed.delete(before);
  if (before !== undefined && displaced !== undefined) changed.set(before, displaced);
  return changed.set(digit, name);
}
