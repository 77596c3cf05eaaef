/** Between these two lines of docs/performance.md stands what `npm run bench` wrote. */
const begin = '<!-- bench: written by npm run bench -->';
const end = '<!-- /bench -->';

/** Seconds as people read them. */
export function duration(seconds) {
  if (seconds < 0.001) return `${(seconds * 1e6).toFixed(0)} µs`;
  if (seconds < 1) return `${(seconds * 1000).toFixed(0)} ms`;
  if (seconds < 120) return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
  return seconds < 7200 ? `${(seconds / 60).toFixed(0)} min` : `${(seconds / 3600).toFixed(0)} h`;
}

/**
 * The exponent b of time = a n^b, by least squares over logarithms of [n, seconds]; 1 is linear. Sizes at which the
 * start-up counts more than the work bend it down, so that it says something from about a tenth of a second on.
 */
export function growthExponent(points) {
  const logs = points.map(([n, seconds]) => [Math.log(n), Math.log(seconds)]);
  const mean = (at) => logs.reduce((sum, log) => sum + log[at], 0) / logs.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const covariance = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return covariance / logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}

/** Cells padded as prettier pads them. */
function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(3, ...rows.map((row) => [...row[column]].length)));
  const line = (row) => `| ${row.map((cell, i) => cell + ' '.repeat(widths[i] - [...cell].length)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const [head, ...rest] = rows;
  return [line(head), rule, ...rest.map(line)].join('\n');
}

/** One line of the comparison: `others` maps a program's name to its seconds. */
function comparison({ work, size, seconds, others, note }) {
  const beside = Object.entries(others).map(([name, theirs]) => `${name} ${duration(theirs)}`);
  const [first] = Object.values(others);
  const ratio = first === undefined ? '' : (seconds / first).toPrecision(2);
  return [work, size, duration(seconds), beside.join(', ') || 'not run', ratio, note];
}

/** One line of growth: `points` are [n, seconds, peak MB]. */
function growth({ what, points }) {
  const cells = points.map(([n, seconds, peak]) => `${n}: ${duration(seconds)}, ${peak.toFixed(0)} MB`);
  return [what, cells.join('; '), growthExponent(points.slice(-3)).toFixed(2)];
}

/** What stands between the marks. */
export function benchText({ machine, date, command, comparisons, growths, missing }) {
  const parts = [
    `\`${command}\`, ${date}, ${machine}. The ratio is Winnow's time by the first of the others: below 1 Winnow is faster.`,
    table([['work', 'size', 'Winnow', 'beside', 'ratio', 'what bounds it'], ...comparisons.map(comparison)]),
  ];
  if (growths.length > 0)
    parts.push(
      'How time and peak memory grow; the exponent is fitted to the three largest sizes (1 is linear).',
      table([['work', 'size: time, peak memory', 'exponent'], ...growths.map(growth)]),
    );
  if (missing.length > 0) parts.push(`Not measured: ${missing.join('; ')}.`);
  return parts.join('\n\n');
}

/** The document with another text between its marks. Throws when it has none. */
export function withBenchText(document, text) {
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`The document has no lines "${begin}" and "${end}".`);
  return `${document.slice(0, from + begin.length)}\n\n${text}\n\n${document.slice(to)}`;
}
