import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { FileOperation, Plan } from '../../src/core/plan/plan';
import { openChanges } from '../../src/engine/changes/openChanges';
import { UserError } from '../../src/engine/errors';
import { sealLine, firstSum } from '../../src/engine/log/sealedLine';
import { Random } from './support/random';
import { RealScene } from './support/realScene';

const scenes: RealScene[] = [];

function scene(): RealScene {
  const made = new RealScene();
  scenes.push(made);
  made.put('cat/1.jpg', 'one');
  made.put('cat/2.jpg', 'two');
  made.put('dog/3.jpg', 'three');
  mkdirSync(join(made.base, 'outside'));
  writeFileSync(join(made.base, 'outside', 'secret.jpg'), 'outside');
  return made;
}

afterEach(() => {
  for (const made of scenes.splice(0)) made.remove();
});

const badPaths = [
  '../outside/secret.jpg',
  'cat/../../outside/secret.jpg',
  '/etc/passwd',
  'C:\\Windows\\x.jpg',
  'c:/x.jpg',
  '\\\\server\\share\\x.jpg',
  '//server/share/x.jpg',
  'cat\\..\\..\\x.jpg',
  './cat/1.jpg',
  'cat//1.jpg',
  '',
  '.',
  '..',
  'cat/\0.jpg',
  '.winnow/x/journal.jsonl',
  '.WINNOW/x.jpg',
];

describe('hostile plans', () => {
  it('never reach outside the dataset', async () => {
    const pets = scene();
    const before = pets.tree();
    const operations: FileOperation[] = badPaths.flatMap((path): FileOperation[] => [
      { kind: 'move', from: path, to: 'dog/x.jpg' },
      { kind: 'move', from: 'cat/1.jpg', to: path },
      { kind: 'trash', from: path },
      { kind: 'set-aside', from: path },
      { kind: 'restore', from: path, to: 'dog/x.jpg' },
      { kind: 'restore', from: `trash/${path}`, to: 'dog/x.jpg' },
      { kind: 'copy-in', from: path, to: 'dog/x.jpg', provenance: { source: '', note: '' } },
      { kind: 'make-folder', path },
      { kind: 'remove-folder', path },
    ]);
    const journal: FileOperation[] = ['journal.jsonl', 'dataset.json', 'staging/../journal.jsonl'].map((from) => {
      return { kind: 'restore', from, to: 'dog/x.jpg' };
    });
    const changes = await openChanges(pets.root, pets.state);
    const plan: Plan = { root: pets.root, operations: [...operations, ...journal], skipped: [], notes: [] };
    const { applied, skipped } = await changes.apply(plan);
    expect(applied).toBe(0);
    expect(skipped).toHaveLength(plan.operations.length);
    expect(pets.tree()).toEqual(before);
    expect(readFileSync(join(pets.base, 'outside/secret.jpg'), 'utf8')).toBe('outside');
  });
});

describe('a damaged journal', () => {
  async function applied(): Promise<{ pets: RealScene; journal: string; lines: string[] }> {
    const pets = scene();
    const changes = await openChanges(pets.root, pets.state);
    const images = ['cat/1.jpg', 'cat/2.jpg'].map((path) => pets.decided(path, { kind: 'relabel', to: 'dog' }));
    await changes.apply(pets.plan(images));
    await changes.apply(pets.plan([pets.decided('dog/3.jpg', { kind: 'delete' })]));
    const journal = join(pets.state, 'journal.jsonl');
    return { pets, journal, lines: readFileSync(journal, 'utf8').split('\n') };
  }

  it('is refused with the file and the remedy, and a copy is kept', async () => {
    const { pets, journal, lines } = await applied();
    lines[1] = lines[1].replace('dog', 'fog');
    writeFileSync(journal, lines.join('\n'));
    const before = pets.tree();
    const changes = await openChanges(pets.root, pets.state);
    await expect(changes.recover()).rejects.toThrow(/journal\.jsonl is damaged in line 2 .*move the damaged file/);
    await expect(changes.undo()).rejects.toThrow(UserError);
    await expect(changes.emptyTrash()).rejects.toThrow(UserError);
    expect(readdirSync(pets.state)).toContain('journal.jsonl.damaged-1');
    expect(readFileSync(`${journal}.damaged-1`, 'utf8')).toBe(lines.join('\n'));
    expect(pets.tree()).toEqual(before);
  });

  it('with a torn end goes on', async () => {
    const { pets, journal, lines } = await applied();
    appendFileSync(journal, `${lines[1].slice(0, 100)}`);
    const changes = await openChanges(pets.root, pets.state);
    expect(await changes.undo()).toMatchObject({ undone: 1, conflicts: [] });
    expect(pets.tree().get('dog/3.jpg')).toBe('three');
  });

  it('changed at random never leads to a wrong operation', async () => {
    for (let seed = 0; seed < (process.env.WINNOW_SAFETY === 'long' ? 1000 : 50); seed++) {
      const random = new Random(seed);
      const { pets, journal } = await applied();
      const everything = pets.contents();
      let bytes = readFileSync(journal);
      for (let i = 0; i <= random.below(3); i++) {
        const at = random.below(bytes.length);
        const what = random.below(3);
        if (what === 0) bytes[at] = random.below(256);
        else if (what === 1) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(500))]);
        else bytes = bytes.subarray(0, at);
      }
      writeFileSync(journal, bytes);
      const changes = await openChanges(pets.root, pets.state);
      await changes
        .recover()
        .then(() => changes.undo())
        .catch((error: unknown) => {
          if (!(error instanceof UserError)) throw error;
        });
      expect(pets.contents(), `seed ${seed}`).toEqual(everything);
      expect(readFileSync(join(pets.base, 'outside/secret.jpg'), 'utf8')).toBe('outside');
      pets.remove();
    }
  });

  it('forged with good checksums stays within the dataset', async () => {
    const pets = scene();
    const journal = join(pets.state, 'journal.jsonl');
    const before = pets.tree();
    const outside = join(pets.base, 'outside', 'secret.jpg');
    const begin = {
      type: 'begin',
      version: 1,
      run: 'evil',
      kind: 'apply',
      root: '/',
      state: pets.state,
      operations: 1,
    };
    const intent = {
      type: 'intent',
      run: 'evil',
      operation: 0,
      kind: 'move',
      from: outside,
      to: `${pets.base}/stolen.jpg`,
      size: 7,
      mtimeMs: 0,
      hash: 'x',
    };
    const forged = [
      [begin, intent],
      [{ ...begin, root: pets.root }, intent],
      [
        { ...begin, root: pets.root },
        { ...intent, from: `${pets.root}/../outside/secret.jpg` },
      ],
      [{ ...begin, run: '../../up' }],
      [{ type: 'remove-everything', run: 'evil' }],
    ];
    for (const records of forged) {
      let sum = firstSum;
      const lines = records.map((record, i) => {
        const sealed = sealLine(record, { seq: i + 1, group: 1, time: '2025-01-01T00:00:00.000Z' }, sum);
        sum = sealed.sum;
        return sealed.line;
      });
      writeFileSync(journal, lines.join(''));
      const changes = await openChanges(pets.root, pets.state);
      await changes.recover().catch((error: unknown) => expect(error).toBeInstanceOf(UserError));
      await changes.undo().catch((error: unknown) => expect(error).toBeInstanceOf(UserError));
      expect(readFileSync(outside, 'utf8')).toBe('outside');
      expect(pets.tree()).toEqual(before);
    }
  });
});
