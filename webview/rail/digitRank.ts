/** The place of a class by its pinned digit, in the order of the digit row: 1 to 9, 0, then all without one. */
export function digitRank({ digit }: { readonly digit?: number }): number {
  return digit === undefined ? 11 : digit === 0 ? 10 : digit;
}
