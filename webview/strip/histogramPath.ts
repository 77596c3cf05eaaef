/**
 * An SVG path of steps over `[0, width] x [0, height]`. Heights are square roots of the counts, so that the few beside
 * the many can be seen.
 */
export function histogramPath(bins: ArrayLike<number>, width: number, height: number): string {
  const most = Math.max(1, ...Array.from(bins));
  const step = width / Math.max(1, bins.length);
  const tops = Array.from(bins, (count, i) => {
    const y = height * (1 - Math.sqrt(count / most));
    return `L${(i * step).toFixed(2)} ${y.toFixed(2)}H${((i + 1) * step).toFixed(2)}`;
  });
  return `M0 ${height}${tops.join('')}V${height}Z`;
}
