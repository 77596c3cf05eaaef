/**
 * npm run bench -- [--quick] [--only bytes,index,…] [--out docs/performance.md]
 *
 * Winnow beside what one would use instead, in one run, as ratios, written between the marks of docs/performance.md.
 * `--quick` is a smoke test at the smallest sizes and only prints, unless --out names a document. Run after
 * `npm run build`, as root for cold figures. Needs Debian's fdupes, jdupes, python3-opencv, python3-pil, python3-sklearn;
 * what is missing is said. PYTHON names another interpreter.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { benchText, withBenchText } from './table/markdown.mjs';
import { rows } from './table/rows.mjs';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: Object.keys(rows).join(',') },
    out: { type: 'string' },
  },
});
const out = values.out ?? (values.quick ? undefined : 'docs/performance.md');
const comparisons = [];
const growths = [];
const missing = [];
for (const name of values.only.split(',')) {
  if (!(name in rows)) throw new Error(`There is no row "${name}". Rows: ${Object.keys(rows).join(', ')}`);
  console.log(`${name}…`);
  try {
    const measured = await rows[name](values.quick);
    comparisons.push(...measured.comparisons);
    growths.push(...(measured.growths ?? []));
  } catch (error) {
    // The others are worth having; the run fails at its end.
    missing.push(`${name} (${error.message})`);
    process.exitCode = 1;
  }
}
const [{ model }] = cpus();
const text = benchText({
  machine: `${cpus().length} x ${model}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`,
  date: new Date().toISOString().slice(0, 10),
  command: `npm run bench${values.quick ? ' -- --quick' : ''}`,
  comparisons,
  growths,
  missing,
});
console.log(text);
if (out) await writeFile(out, withBenchText(await readFile(out, 'utf8'), text));
