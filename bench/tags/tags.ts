/**
 * tags PROGRAMS FOLDER OFF_FOLDER [--references 1,3,5] [--trials 10] [--seed 1]
 * FOLDER holds a folder per class, OFF_FOLDER what belongs to none of them. From each class a few images are the references
 * (the same for every rule), and the rest of the class and OFF_FOLDER are held against them at the default settings. Prints
 * precision and recall of what is flagged, and the share of good images among it, as means over classes and trials.
 */
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { thresholdMeanings } from '../../src/core/findings/findingSettings';
import { defaultTop, referenceRules } from '../../src/core/reference';
import { Engine } from '../../src/engine/engine';
import { seededRandom, shuffle } from '../../src/engine/model/head/random';
import { engineSettings } from '../../src/protocol/settings';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    references: { type: 'string', default: '1,3,5' },
    trials: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
  },
});
const [programs, folder, offFolder] = positionals;
if (!folder || !offFolder) throw new Error('usage: node bench/tags/run.mjs FOLDER OFF_FOLDER');
const call = { report: () => undefined, note: () => undefined, signal: new AbortController().signal };
const random = seededRandom(Number(values.seed));

interface Sum {
  precision: number;
  recall: number;
  goodFlagged: number;
  runs: number;
}
const sums = new Map<string, Sum>();

async function main(): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'winnow-bench-tags-'));
  const settings = engineSettings.parse({ cacheFolder: join(work, 'cache'), stateFolder: join(work, 'state') });
  const engine = new Engine({ programs, ...settings, onEvent: () => undefined });
  try {
    for (const { name } of readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
      const set = join(work, name);
      cpSync(join(folder, name), join(set, 'good'), { recursive: true });
      cpSync(offFolder, join(set, 'off'), { recursive: true });
      await judge(engine, set);
    }
  } finally {
    await engine.dispose();
    rmSync(work, { recursive: true, force: true });
  }
}

async function judge(engine: Engine, set: string): Promise<void> {
  const session = await engine.open(set, { readOnly: true, ...call });
  await session.preparation.index(call);
  const { references, table } = session;
  const rows = [...table.files.keys()].filter((row) => table.isImage(row));
  const good = rows.filter((row) => table.path(row).startsWith('good/'));
  for (const count of values.references.split(',').map(Number))
    for (let trial = 0; trial < Number(values.trials); trial++) {
      const chosen = shuffle(Int32Array.from(good), random).slice(0, count);
      const { suggested } = await references.draftRows(Uint32Array.from(chosen), call);
      const tags = suggested.slice(0, defaultTop).map(({ name }) => name);
      for (const by of referenceRules) {
        const threshold = thresholdMeanings['off-reference'].default;
        const edit = { tags, top: defaultTop, by, threshold, within: [] };
        const judged = (await references.tagged(edit, call)).filter(({ row }) => !chosen.includes(row));
        const flagged = judged.filter(({ isOff }) => isOff);
        const right = flagged.filter(({ row }) => table.path(row).startsWith('off/')).length;
        const sum = sums.get(`${count} ${by}`) ?? { precision: 0, recall: 0, goodFlagged: 0, runs: 0 };
        sum.precision += flagged.length === 0 ? 1 : right / flagged.length;
        sum.recall += right / (rows.length - good.length);
        sum.goodFlagged += (flagged.length - right) / (good.length - count);
        sum.runs++;
        sums.set(`${count} ${by}`, sum);
      }
    }
  await engine.close(session.id);
}

main().then(
  () => {
    console.log('| references | by | precision | recall | good images flagged |');
    console.log('| ---------: | -- | --------: | -----: | ------------------: |');
    for (const [key, { precision, recall, goodFlagged, runs }] of sums) {
      const mean = (sum: number): string => (sum / runs).toFixed(2);
      console.log(`| ${key.replace(' ', ' | ')} | ${mean(precision)} | ${mean(recall)} | ${mean(goodFlagged)} |`);
    }
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
