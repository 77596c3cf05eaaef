/**
 * node bench/pile/run.mjs [FILES] [--json]
 *
 * A drawn pile of FILES files (32,000: sheets, copies, garbage, two classes) to a clean square set with a few commands of
 * `winnow`, and with the usual tools in Python (steps.py): seconds, images of the set, how many of them are of another
 * class or garbage, and how many are copies. Run after `npm run build`.
 */
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { output, timed, winnow } from '../support/commandLine.mjs';
import { bundle } from '../support/runProgram.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
});
const files = Number(positionals[0] ?? 32_000);
const folder = await mkdtemp(join(tmpdir(), 'winnow-pile-'));
const at = (...names) => join(folder, ...names);
const places = ['--cache', at('cache'), '--state', at('state')];

/** Split, sort, drop copies, export; the seconds of each command go into `steps`. */
async function ownSteps(steps) {
  const step = async (...args) => {
    const { result, wall } = await timed(() => winnow(...args, ...places));
    steps[args[0]] = wall;
    return result;
  };
  await step('split', at('sheets'), '--out', at('ours-pile', 'crops'));
  await step('sort', at('ours-pile'), '--into', at('ours-set'), '--apply');
  const { groups } = await step('duplicates', at('ours-set'), '--layout', 'classes', '--kind', 'bytes,near');
  const extra = groups.flatMap(({ images }) => images.filter(({ keep }) => !keep).map(({ path }) => path));
  const decisions = [...new Set(extra)].map((path) => ({ path, decision: 'delete' }));
  await writeFile(at('plan.json'), JSON.stringify({ decisions }));
  await step('apply', at('ours-set'), '--plan', at('plan.json'));
  const square = ['--size', '64', '--fit', 'pad', '--image', 'png', '--without', 'g'];
  await step('export', at('ours-set'), '--layout', 'classes', '--out', at('ours'), ...square);
}

/** What stands in a set, told by the names of the files: the pile's tell the class in their first letter. */
async function judge(set) {
  const result = { images: 0, wrong: 0, copies: 0 };
  for (const name of ['a', 'b']) {
    const names = (await readdir(join(set, name), { recursive: true })).filter((file) => /\.png$/.test(file));
    const inPile = names.filter((file) => !/^e\d/.test(file));
    result.images += inPile.length;
    result.wrong += inPile.filter((file) => file[0] !== name).length;
    const sources = inPile.filter((file) => !file.includes('_')).map((file) => /^[abg]\d+/.exec(file)?.[0]);
    result.copies += sources.length - new Set(sources).size;
  }
  return result;
}

try {
  const drawer = await bundle(import.meta.url, 'draw');
  await output(process.execPath, [join(drawer, 'draw.js'), folder, String(files)]);
  await cp(at('pile'), at('ours-pile'), { recursive: true });
  await cp(at('examples'), at('ours-set'), { recursive: true });
  const steps = {};
  const own = await timed(() => ownSteps(steps));
  const told = JSON.parse(await output(process.env.PYTHON ?? '/usr/bin/python3', ['bench/pile/steps.py', folder]));
  const result = {
    files,
    winnow: { seconds: own.wall, steps, ...(await judge(at('ours'))) },
    python: { seconds: told.seconds, ...(await judge(at('theirs'))) },
  };
  console.log(values.json ? JSON.stringify(result) : result);
} finally {
  await rm(folder, { recursive: true, force: true });
}
