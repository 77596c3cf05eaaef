/**
 * near FOLDER… [--share 0.12] [--seed 7] [--model media/backbone] [--only border,…] [--pictures FOLDER]: seeded copies of real images among all the images of the
 * folders, one transformation at a time; recall and precision of our groups, beside plain dHash and pHash at radius 10.
 * Images that are already alike in the folders (found before any copy is added) count as one source. With --pictures, each
 * pair that stands together wrongly, or is already alike, is written there side by side, to be looked at.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { signatureSide } from '../../src/engine/images/fingerprint';
import { setHash } from '../../src/engine/findings/duplicates/hammingPairs';
import { defaultKeepRule } from '../../src/engine/findings/duplicates/keepRule';
import { nearGroups } from '../../src/engine/findings/duplicates/nearGroups';
import { turns } from '../../src/engine/findings/duplicates/turned';
import { Describer, toColumns, type Described } from './features';
import { seededRandom, transformations } from './transformations';

interface Item extends Described {
  readonly source: string;
  readonly isCopy: boolean;
}

interface Score {
  found: number;
  copies: number;
  right: number;
  wrong: number;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    share: { type: 'string', default: '0.12' },
    seed: { type: 'string', default: '7' },
    model: { type: 'string', default: 'media/backbone' },
    pictures: { type: 'string' },
    only: { type: 'string' },
  },
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Groups of rows that stand together. */
function ourGroups(items: readonly Item[], turned = false): number[][] {
  const names = items.map(({ source }, i) => `${source} ${i}`);
  return nearGroups(toColumns(items, names), { rule: defaultKeepRule, turns: turned ? turns : [] }).map(({ images }) =>
    images.map(({ row }) => row),
  );
}

/** Pairs, as plain hashing has no groups. */
function plainPairs(items: readonly Item[], hash: 'dHash' | 'pHash', radius: number): number[][] {
  const column = new Uint32Array(items.length * 2);
  items.forEach(({ facts }, i) => setHash(column, i, facts[hash]));
  const bits = (word: number): number => {
    let count = 0;
    for (let left = word; left !== 0; left &= left - 1) count++;
    return count;
  };
  const pairs: number[][] = [];
  items.forEach((item, i) => {
    if (!item.isCopy) return;
    items.forEach((_, j) => {
      if (i === j) return;
      const distance = bits(column[2 * i] ^ column[2 * j]) + bits(column[2 * i + 1] ^ column[2 * j + 1]);
      if (distance <= radius) pairs.push([i, j]);
    });
  });
  return pairs;
}

/** Of the copies, how many stand with their original; of what stands with a copy, how much is of its source. */
function score(items: readonly Item[], groups: readonly number[][], sourceOf: (i: number) => string): Score {
  const found = new Set<number>();
  const result = { found: 0, copies: items.filter(({ isCopy }) => isCopy).length, right: 0, wrong: 0 };
  for (const group of groups)
    for (const i of group)
      if (items[i].isCopy)
        for (const j of group) {
          if (i === j) continue;
          const right = sourceOf(i) === sourceOf(j);
          if (right) result.right++;
          else result.wrong++;
          if (right && !items[j].isCopy) found.add(i);
        }
  return { ...result, found: found.size };
}

/** Pairs of different sources that stand together. */
function wrongPairs(groups: readonly number[][], sourceOf: (i: number) => string): [number, number][] {
  return groups.flatMap((group) =>
    group.flatMap((i) =>
      group.filter((j) => i < j && sourceOf(i) !== sourceOf(j)).map((j): [number, number] => [i, j]),
    ),
  );
}

/** The luma that pairs were judged by, and the originals, side by side. */
async function drawPair(path: string, pair: readonly Item[]): Promise<void> {
  const side = 192;
  const cells = await Promise.all(
    pair
      .flatMap(({ facts, source }) => [
        sharp(source, { failOn: 'none' }).resize(side, side, { fit: 'contain' }).flatten().toColourspace('srgb').png(),
        sharp(facts.signature.subarray(0, signatureSide ** 2), {
          raw: { width: signatureSide, height: signatureSide, channels: 1 },
        })
          .resize(side, side, { kernel: 'nearest' })
          .toColourspace('srgb')
          .png(),
      ])
      .map((image) => image.toBuffer()),
  );
  await sharp({ create: { width: side * cells.length, height: side, channels: 3, background: 'white' } })
    .composite(cells.map((input, i) => ({ input, left: i * side, top: 0 })))
    .jpeg()
    .toFile(path);
}

const show = ({ found, copies, right, wrong }: Score): string =>
  `${(found / copies).toFixed(3)} ${(right / Math.max(1, right + wrong)).toFixed(3)}`.padEnd(14);

async function main(): Promise<void> {
  const describer = await Describer.open(values.model);
  const random = seededRandom(Number(values.seed));
  const originals: Item[] = [];
  for (const path of positionals.flatMap(filesBelow)) {
    const described = await describer.describe(path);
    if (described) originals.push({ ...described, source: path, isCopy: false });
  }
  const draw = async (name: string, items: readonly Item[], pairs: readonly (readonly [number, number])[]) => {
    if (!values.pictures) return;
    mkdirSync(values.pictures, { recursive: true });
    for (const [at, [i, j]] of pairs.entries())
      await drawPair(join(values.pictures, `${name.replaceAll(' ', '-')}-${at}.jpg`), [items[i], items[j]]);
  };
  const alike = new Map<string, string>();
  const already = ourGroups(originals);
  const sourceAlone = (i: number): string => originals[i].source;
  await draw('alike', originals, wrongPairs(already, sourceAlone));
  for (const group of already) for (const i of group) alike.set(originals[i].source, originals[group[0]].source);
  console.log(`${originals.length} images, ${alike.size} of them in ${new Set(alike.values()).size} groups already.`);
  const chosen = originals.filter(() => random() < Number(values.share));
  const folder = mkdtempSync(join(tmpdir(), 'winnow-near-'));
  const header = ['transformation', 'copies', 'winnow R P', 'dHash 10 R P', 'pHash 10 R P'];
  console.log(header.map((text, i) => text.padEnd(i === 0 ? 26 : i === 1 ? 8 : 14)).join(''));
  const only = values.only?.split(',');
  for (const { name, required, apply } of transformations) {
    if (only && !only.includes(name)) continue;
    const copies: Item[] = [];
    for (const { source } of chosen) {
      const path = join(folder, 'copy');
      writeFileSync(path, await apply(readFileSync(source), random));
      const described = await describer.describe(path);
      if (described) copies.push({ ...described, source, isCopy: true });
    }
    const items = [...originals, ...copies];
    const sourceOf = (i: number): string => alike.get(items[i].source) ?? items[i].source;
    const groups = ourGroups(items, /mirrored|rotated/.test(name));
    await draw(name, items, wrongPairs(groups, sourceOf));
    const own = score(items, groups, sourceOf);
    const plain = (['dHash', 'pHash'] as const).map((hash) => score(items, plainPairs(items, hash, 10), sourceOf));
    console.log(`${name.padEnd(26)}${String(copies.length).padEnd(8)}${[own, ...plain].map(show).join('')}`);
    if (required && (own.found < 0.95 * own.copies || own.right < 0.99 * (own.right + own.wrong))) process.exitCode = 1;
  }
  rmSync(folder, { recursive: true });
}

void main();
