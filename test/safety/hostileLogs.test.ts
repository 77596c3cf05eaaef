import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/engine';
import { UserError } from '../../src/engine/errors';
import { firstSum, sealLine } from '../../src/engine/log/sealedLine';
import type { DatasetSession } from '../../src/engine/session/datasetSession';
import { call, closeEngines, openDataset, startEngine } from '../support/session';
import { GuardedScene } from './support/guardedScene';
import { hostilePaths, junk } from './support/hostileValues';
import { Random } from './support/random';

const seeds = process.env.WINNOW_SAFETY === 'long' ? 3000 : 100;

let scene: GuardedScene;
let engine: Engine;
let stateFolder: string;
/** What stands in the logs before anybody damages them. */
let sound: { readonly [name: string]: Buffer };

beforeEach(async () => {
  scene = new GuardedScene();
  engine = startEngine(scene.folders);
  const session = await open();
  await session.changes.apply(call, [
    { path: 'cat/1.png', decision: { kind: 'relabel', to: 'dog' } },
    { path: 'dog/4.png', decision: { kind: 'delete' } },
  ]);
  // Decisions in several lines, so that damage in the middle is told from a torn end.
  for (const path of decidable) {
    const after = { kind: 'relabel' as const, to: 'bird' };
    await session.decisions.edit([{ path, hash: hashOf(path), after }], 1);
  }
  await session.decisions.save();
  await engine.close(session.id);
  stateFolder = join(scene.folders.stateFolder, readdirSync(scene.folders.stateFolder)[0]);
  const names = ['decisions.log', 'journal.jsonl', 'dataset.json'];
  sound = Object.fromEntries(names.map((name) => [name, readFileSync(join(stateFolder, name))]));
});
afterEach(async () => {
  await closeEngines();
  scene.remove();
});

/** Images with decisions that are pending. */
const decidable = ['cat/2.png', 'cat/3.png', 'dog/1.png'];

function hashOf(path: string): string {
  const bytes = existsSync(join(scene.root, path)) ? readFileSync(join(scene.root, path)) : Buffer.alloc(0);
  return createHash('sha256').update(bytes).digest('hex');
}

function open(): Promise<DatasetSession> {
  return openDataset(engine, scene.root);
}

/** All that a person would do next; resolves to what was refused, which has to be said in words. */
async function useDataset(): Promise<string[]> {
  const refused: string[] = [];
  const attempt = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      refused.push(error.message);
    }
  };
  await attempt(async () => {
    const session = await open();
    try {
      await attempt(() => session.changes.undoApply(call));
      await attempt(() => session.changes.planPreview());
      await attempt(() => session.changes.apply(call));
      await attempt(() => session.changes.undoApply(call));
      await attempt(() => session.changes.history());
    } finally {
      await engine.close(session.id);
    }
  });
  return refused;
}

function sealed(records: readonly object[]): string {
  let sum = firstSum;
  return records
    .map((hostile, i) => {
      const record = JSON.parse(JSON.stringify(hostile, plain)) as object;
      const next = sealLine(record, { seq: i + 1, group: i + 1, time: '2025-01-01T00:00:00.000Z' }, sum);
      sum = next.sum;
      return next.line;
    })
    .join('');
}

/** JSON has no large integers; the rest of what is hostile it can hold. */
function plain(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

function damaged(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length);
  switch (random.below(5)) {
    case 0:
      return Buffer.concat([bytes.subarray(0, at), Buffer.from([random.below(256)]), bytes.subarray(at + 1)]);
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random.below(500))]);
    case 2:
      return bytes.subarray(0, at);
    case 3:
      return Buffer.concat([bytes, Buffer.alloc(random.below(5000), random.pick([0, 0x0a, 0xff, 0x7b]))]);
    default:
      return Buffer.concat([bytes, bytes.subarray(at)]);
  }
}

/** A record of decisions or of the journal with good types and hostile values, or with anything at all. */
function hostileRecord(random: Random, name: string): object {
  const places = [...decidable, ...hostilePaths(scene.outside)];
  const path = random.pick(places);
  const to = random.pick(places);
  const hash = random.pick(['0'.repeat(64), '', ...decidable.map(hashOf)]);
  const decision = random.pick([
    { kind: 'relabel', to },
    { kind: 'relabel', to: 'dog' },
    { kind: 'delete' },
    { kind: 'set-aside' },
    { kind: 'restore' },
  ]);
  if (random.chance(0.1)) return { kind: 'edit', type: 'intent', ...(junk(random, 3) as object) };
  if (name === 'decisions.log') {
    const changes = [{ path, hash, after: decision }];
    return random.pick<object>([
      { kind: 'edit', changes },
      { kind: 'save' },
      { kind: 'applied', journal: path, changes, moves: [{ from: path, to }] },
      { kind: 'unapplied', journal: path, changes, moves: [{ from: to, to: null }] },
    ]);
  }
  const absolute = (below: string): string => random.pick([`${scene.root}/${below}`, `${stateFolder}/${below}`, below]);
  const root = random.chance(0.8) ? scene.root : random.pick(['/', scene.outside, scene.base]);
  const intent = {
    type: 'intent',
    run: 'r',
    operation: random.below(3),
    from: absolute(path),
    size: 1,
    mtimeMs: 0,
    hash,
  };
  return random.pick<object>([
    { type: 'begin', version: 1, run: 'r', kind: 'apply', root, state: stateFolder, operations: 3 },
    { ...intent, kind: 'move', to: absolute(to) },
    { ...intent, kind: 'trash', to: absolute(`trash/${to}`) },
    { ...intent, kind: 'remove', of: { run: 'r', operation: 0 } },
    { ...intent, kind: 'remove-folder' },
    { ...intent, kind: 'move', to: absolute(to), link: { target: scene.outside, rewritten: '../../outside' } },
    { type: 'placed', run: 'r', operation: 0, inode: '1' },
    { type: 'done', run: 'r', operation: random.below(3) },
  ]);
}

describe.each(['decisions.log', 'journal.jsonl'])('%s', (name) => {
  it('damaged at random: what is refused is said in words, nothing is lost, nothing outside changes', async () => {
    let refusals = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const random = new Random(seed);
      for (const [file, bytes] of Object.entries(sound)) writeFileSync(join(stateFolder, file), bytes);
      writeFileSync(join(stateFolder, name), damaged(sound[name], random));
      const refused = await useDataset();
      for (const reason of refused) expect(reason, `seed ${seed}`).toMatch(/^[^\n]{20,600}$/);
      refusals += refused.length > 0 ? 1 : 0;
      scene.expectGuarded(`seed ${seed}: ${refused.join()}`);
    }
    console.info(`${seeds} damaged ${name}, ${refusals} refused, 0 lost`);
    expect(refusals).toBeGreaterThan(0);
  });

  it('forged with good checksums leads nowhere outside', async () => {
    for (let seed = 0; seed < seeds; seed++) {
      const random = new Random(seed + 1000);
      const records = Array.from({ length: 1 + random.below(12) }, () => hostileRecord(random, name));
      const begin = {
        type: 'begin',
        version: 1,
        run: 'r',
        kind: 'apply',
        root: scene.root,
        state: stateFolder,
        operations: 3,
      };
      const all = name === 'journal.jsonl' ? [begin, ...records] : records;
      writeFileSync(join(stateFolder, name), sealed(all));
      for (const reason of await useDataset()) expect(reason, `seed ${seed}`).toMatch(/^[^\n]{20,2000}$/);
      scene.expectGuarded(`seed ${seed}`);
    }
  });
});

it('a forged journal that names a folder to take images from cannot reach it', async () => {
  const path = 'cat/2.png';
  const bytes = readFileSync(join(scene.root, path));
  const { mtimeMs } = statSync(join(scene.root, path));
  const pile = join(scene.outside, 'folder');
  const begin = { type: 'begin', version: 1, run: 'r', root: scene.root, state: stateFolder, pile, operations: 2 };
  const facts = { size: bytes.length, mtimeMs, hash: hashOf(path) };
  const inside = join(scene.root, path);
  const intent = { type: 'intent', run: 'r', operation: 0, kind: 'move-in', to: inside, ...facts };
  const done = { type: 'done', run: 'r', operation: 0 };
  const end = { type: 'end', run: 'r', applied: 1, skipped: 0 };
  copyFileSync(inside, join(scene.scratch, 'same.png'));
  for (const from of [join(pile, 'new.png'), join(scene.scratch, 'same.png')])
    for (const records of [
      [{ ...begin, kind: 'apply' }, { ...intent, from }, done, end],
      [
        { ...begin, kind: 'apply' },
        { ...intent, from },
      ],
      [
        { ...begin, kind: 'apply' },
        { ...intent, from, method: 'copy' },
      ],
      [
        { ...begin, kind: 'apply', pile: scene.scratch },
        { ...intent, from },
      ],
      [
        { ...begin, kind: 'undo' },
        { ...intent, kind: 'move', from: inside, to: from },
      ],
    ]) {
      writeFileSync(join(stateFolder, 'journal.jsonl'), sealed(records));
      await useDataset();
      scene.expectGuarded(JSON.stringify(records));
      expect(readdirSync(scene.scratch)).toEqual(['same.png']);
    }
});
