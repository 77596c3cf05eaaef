/** Radius of a point in CSS pixels: small where there are many, larger as the map is magnified. */
export function pointRadius(points: number, zoom: number): number {
  const whole = points > 50_000 ? 1 : points > 10_000 ? 1.5 : points > 2000 ? 2.5 : points > 300 ? 3.5 : 5;
  return Math.min(6, whole + Math.log2(zoom) * 0.75);
}
