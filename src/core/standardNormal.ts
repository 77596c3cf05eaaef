/** A draw of the standard normal distribution from a source of numbers in [0, 1) (Box and Muller 1958). */
export function standardNormal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
