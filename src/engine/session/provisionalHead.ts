/** Ridge regression on one-hot labels, 5 folds; stands in until model/head is there. */
export function fitProvisional(
  x: Float32Array,
  d: number,
  labels: Int32Array,
  groups: Int32Array,
  classes: number,
): Float32Array {
  const n = labels.length;
  const p = new Float32Array(n * classes);
  const folds = 5;
  for (let fold = 0; fold < folds; fold++) {
    const g = Float64Array.from({ length: d * d }, () => 0);
    const b = new Float64Array(d * classes);
    for (let i = 0; i < n; i++) {
      if (labels[i] < 0 || groups[i] % folds === fold) continue;
      let norm = 0;
      for (let a = 0; a < d; a++) norm += x[i * d + a] ** 2;
      norm = 1 / Math.sqrt(norm || 1);
      for (let a = 0; a < d; a++) {
        const v = x[i * d + a] * norm;
        if (v === 0) continue;
        for (let c = 0; c <= a; c++) g[a * d + c] += v * x[i * d + c] * norm;
        b[a * classes + labels[i]] += v;
      }
    }
    for (let a = 0; a < d; a++) g[a * d + a] += 0.3;
    for (let a = 0; a < d; a++)
      for (let c = 0; c <= a; c++) {
        let s = g[a * d + c];
        for (let k = 0; k < c; k++) s -= g[a * d + k] * g[c * d + k];
        g[a * d + c] = a === c ? Math.sqrt(Math.max(s, 1e-9)) : s / g[c * d + c];
      }
    const w = new Float64Array(d * classes);
    for (let k = 0; k < classes; k++) {
      for (let a = 0; a < d; a++) {
        let s = b[a * classes + k];
        for (let c = 0; c < a; c++) s -= g[a * d + c] * w[c * classes + k];
        w[a * classes + k] = s / g[a * d + a];
      }
      for (let a = d - 1; a >= 0; a--) {
        let s = w[a * classes + k];
        for (let c = a + 1; c < d; c++) s -= g[c * d + a] * w[c * classes + k];
        w[a * classes + k] = s / g[a * d + a];
      }
    }
    for (let i = 0; i < n; i++) {
      if (groups[i] % folds !== fold) continue;
      let norm = 0;
      for (let a = 0; a < d; a++) norm += x[i * d + a] ** 2;
      norm = 1 / Math.sqrt(norm || 1);
      let total = 0;
      for (let k = 0; k < classes; k++) {
        let s = 0;
        for (let a = 0; a < d; a++) s += x[i * d + a] * norm * w[a * classes + k];
        p[i * classes + k] = Math.exp(6 * s);
        total += p[i * classes + k];
      }
      for (let k = 0; k < classes; k++) p[i * classes + k] /= total;
    }
  }
  return p;
}
