/** A column's name without case, blanks and signs, as programs write it differently. */
export function comparableName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
