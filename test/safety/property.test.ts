import { describe, expect, it } from 'vitest';
import { numberedStem, splitName, utf8Length } from '../../src/core/freeName';
import type { FileDecision } from '../../src/core/plan/planDecisions';
import { killAt, untilKilled } from './support/crash';
import { MemoryDisk, type DiskOptions } from './support/memoryDisk';
import { Random } from './support/random';
import { contents, dataset, decided, openScene, planFor, root, state } from './support/scene';

const seeds = Number(process.env.WINNOW_SEEDS ?? (process.env.WINNOW_SAFETY === 'long' ? 50_000 : 2_000));
const folders = ['cat', 'dog', 'Dog', 'a/b', ''];
const names = [
  '1.jpg',
  '1.JPG',
  '2.jpg',
  '2.png',
  'é.jpg',
  'e\u0301.jpg',
  'x (2).jpg',
  'x.jpg',
  `${'n'.repeat(251)}.jpg`,
];
const sidecars = ['.txt', '.caption', '.json'];

function randomDisk(random: Random): MemoryDisk {
  const options: DiskOptions = {
    ...(random.chance(0.3) && { fold: (name: string) => name.normalize('NFC').toLowerCase() }),
    noLinks: random.chance(0.2),
    ...(random.chance(0.2) && { deviceOf: (path: string) => (path.startsWith(root) ? 2 : 1) }),
  };
  const disk = new MemoryDisk(options);
  disk.makeFolders(`${state}/staging`);
  disk.makeFolders(root);
  const count = 2 + random.below(8);
  for (let i = 0; i < count; i++) {
    const folder = random.pick(folders);
    const name = random.pick(names);
    const path = folder === '' ? `${root}/${name}` : `${root}/${folder}/${name}`;
    if (disk.tree(path).size > 0) continue;
    if (options.fold && [...disk.tree(root).keys()].some((other) => options.fold!(other) === options.fold!(path)))
      continue;
    disk.put(path, `content ${random.chance(0.2) ? 'shared' : i}`);
    if (random.chance(0.3)) {
      const sidecar = path.replace(/\.[^.]+$/, '') + random.pick(sidecars);
      if (sidecar.length < root.length + 250 && disk.tree(sidecar).size === 0) disk.put(sidecar, `about ${i}`);
    }
  }
  disk.settle();
  return disk;
}

function randomDecision(random: Random): FileDecision {
  const kind = random.below(6);
  if (kind === 0) return { kind: 'delete' };
  if (kind === 1) return { kind: 'set-aside' };
  if (kind === 2) return { kind: 'rename', to: random.pick(names) };
  return { kind: 'relabel', to: random.pick([...folders.slice(0, 4), 'new/class', 'bird']) };
}

function images(disk: MemoryDisk): string[] {
  return [...disk.tree(root)]
    .filter(([path, content]) => content !== '/' && !sidecars.some((ending) => path.endsWith(ending)))
    .map(([path]) => path.slice(root.length + 1));
}

function decideSome(disk: MemoryDisk, random: Random): ReturnType<typeof decided>[] {
  return images(disk)
    .filter(() => random.chance(0.6))
    .map((path) => decided(disk, path, randomDecision(random)));
}

function sameContents(disk: MemoryDisk, before: Map<string, number>, where: string): void {
  const sorted = (counts: Map<string, number>): [string, number][] => [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  expect(sorted(contents(disk)), where).toEqual(sorted(before));
}

describe('random trees and decisions', () => {
  it('are applied and taken back exactly, also with a kill between', async () => {
    for (let seed = 0; seed < seeds; seed++) {
      const random = new Random(seed);
      const disk = randomDisk(random);
      const before = dataset(disk);
      const held = contents(disk);
      const plan = planFor(disk, decideSome(disk, random));
      if (random.chance(0.5)) {
        killAt(disk, disk.calls + random.below(400));
        await untilKilled(disk, async () => (await openScene(disk)).apply(plan));
      } else await (await openScene(disk)).apply(plan);
      const changes = await openScene(disk);
      await changes.recover();
      sameContents(disk, held, `seed ${seed}, applied`);
      const { conflicts } = await changes.undo();
      expect(conflicts, `seed ${seed}`).toEqual([]);
      expect(dataset(disk), `seed ${seed}`).toEqual(before);
    }
  });

  it('never lose a file of another program that changes the folders meanwhile', async () => {
    for (let seed = 0; seed < seeds; seed++) {
      const random = new Random(seed + 1_000_000);
      const disk = randomDisk(random);
      const plan = planFor(disk, decideSome(disk, random));
      const held = contents(disk);
      let outside = 0;
      disk.before = (_call, there) => {
        if (!random.chance(0.03) || outside >= 5) return;
        const content = `outside ${outside++}`;
        const path = `${root}/${random.pick(['cat', 'dog', 'a/b', 'bird'])}/${random.pick([...names, '1 (2).jpg'])}`;
        const target = there.tree(path).get(path);
        // A new file, or one put in the place of another as editors save: by a rename over it.
        if (target === '/' || target?.startsWith('-> ')) return;
        if (target !== undefined) {
          const key = target;
          if (!held.has(key)) return;
          replaced.push(key);
          there.remove(path);
        }
        try {
          there.put(path, content);
          held.set(content, 1);
        } catch {
          outside--; // A folder of that name is a file by now.
        }
      };
      const replaced: string[] = [];
      const changes = await openScene(disk);
      await changes.apply(plan);
      await (await openScene(disk)).undo();
      disk.before = undefined;
      await (await openScene(disk)).recover();
      const now = contents(disk);
      for (const [content, count] of held) {
        const gone = replaced.filter((other) => other === content).length;
        expect(now.get(content) ?? 0, `seed ${seed}: "${content}"`).toBeGreaterThanOrEqual(count - gone);
      }
    }
  });

  it('relabel, apply, opposite decision, apply is the original tree', async () => {
    for (let seed = 0; seed < seeds; seed++) {
      const random = new Random(seed + 2_000_000);
      const disk = randomDisk(random);
      const before = dataset(disk);
      const decisions = images(disk)
        .filter((path) => path.includes('/') && random.chance(0.6))
        .map((path) => decided(disk, path, { kind: 'relabel', to: random.pick(['cat', 'dog', 'a/b']) }));
      const changes = await openScene(disk);
      const { moved, skipped } = await changes.apply(planFor(disk, decisions));
      expect(skipped, `seed ${seed}`).toEqual([]);
      const back = moved
        .filter(({ to }) => to !== undefined && images(disk).includes(to))
        .map(({ from, to }) => decided(disk, to!, { kind: 'relabel', to: from!.slice(0, from!.lastIndexOf('/')) }));
      await changes.apply(planFor(disk, back, await changes.origins()));
      const files = (lines: string[]): string[] => lines.filter((line) => !line.endsWith(' /'));
      expect(files(dataset(disk)), `seed ${seed}`).toEqual(files(before));
    }
  });
});

describe('numbered names', () => {
  it('fit into 255 bytes and are never cut inside a character', () => {
    const random = new Random(7);
    for (let i = 0; i < 5000; i++) {
      const stem = Array.from({ length: random.below(300) + 1 }, () =>
        random.pick(['a', 'é', '漢', '🐈', ' ', '.']),
      ).join('');
      const ending = random.pick(['.jpg', '.jpeg', '.漢', '']);
      const numbered = numberedStem(stem, 2 + random.below(1000), utf8Length(ending));
      expect(utf8Length(numbered + ending)).toBeLessThanOrEqual(255);
      expect(/\p{Surrogate}/u.test(numbered)).toBe(false);
    }
    expect(numberedStem('x (2)', 2, 4)).toBe('x (3)');
    expect(splitName('.caption')).toEqual({ stem: '.caption', ending: '' });
  });
});
