/**
 * npm run bench -- [--quick | --full] [--only bytes,index,…] [--out docs/performance.md]
 *
 * Winnow beside what one would use instead, as ratios, written between the marks of docs/performance.md. `--full` takes
 * the largest sizes too (an hour or more). `--only` measures some rows and keeps what build/bench/results.json holds of
 * the others. `--quick` is a smoke test at the smallest sizes; it keeps nothing and only prints, unless --out names a
 * document. Run after `npm run build`, as root for cold figures. Needs Debian's fdupes, jdupes, python3-opencv,
 * python3-pil, python3-sklearn; what is missing is said. PYTHON names another interpreter.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { benchText, withBenchText } from './table/markdown.mjs';
import { rows } from './table/rows.mjs';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    full: { type: 'boolean', default: false },
    only: { type: 'string', default: Object.keys(rows).join(',') },
    out: { type: 'string' },
  },
});
const size = values.quick ? 'quick' : values.full ? 'full' : 'usual';
const out = values.out ?? (values.quick ? undefined : 'docs/performance.md');
const kept = 'build/bench/results.json';

async function earlier() {
  if (values.quick) return {};
  const text = await readFile(kept, 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  return JSON.parse(text);
}

const results = await earlier();
const missing = [];
for (const name of values.only.split(',')) {
  if (!(name in rows)) throw new Error(`There is no row "${name}". Rows: ${Object.keys(rows).join(', ')}`);
  console.log(`${name}…`);
  try {
    results[name] = await rows[name](size);
  } catch (error) {
    // The others are worth having; the run fails at its end.
    missing.push(`${name} (${error.message})`);
    process.exitCode = 1;
  }
}
if (!values.quick) {
  await mkdir(dirname(kept), { recursive: true });
  await writeFile(kept, JSON.stringify(results));
}
const inOrder = Object.keys(rows).flatMap((name) => results[name] ?? []);
const [{ model }] = cpus();
const text = benchText({
  machine: `${cpus().length} x ${model}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`,
  date: new Date().toISOString().slice(0, 10),
  command: `npm run bench${size === 'usual' ? '' : ` -- --${size}`}`,
  comparisons: inOrder.flatMap(({ comparisons }) => comparisons),
  growths: inOrder.flatMap(({ growths = [] }) => growths),
  missing,
});
console.log(text);
if (out) await writeFile(out, withBenchText(await readFile(out, 'utf8'), text));
