import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { Decision, DecisionChange } from '../../../src/core/decisions/decision';
import { unapply } from '../../../src/engine/session/applying/unapply';
import { DecisionLog, type WithLock } from '../../../src/engine/session/decisions/decisionLog';
import { Turns } from '../../../src/engine/jobs/turns';
import { AppendLog } from '../../../src/engine/log/appendLog';
import { withFolder } from '../../support/workspace';

const withLock: WithLock = (work) => work();

it('records an edit of more images than a call takes arguments, lets others in meanwhile and reads it again', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'decisions.log');
    const images = 130_000;
    const changes = Array.from({ length: images }, (_, i): DecisionChange => {
      return { path: `a/${i}.jpg`, hash: `${i}`, after: { kind: 'delete' } };
    });
    const log = await DecisionLog.open(path, withLock);
    let turns = 0;
    const others = setInterval(() => turns++, 0);
    await log.edit(changes);
    clearInterval(others);
    expect(turns).toBeGreaterThan(5);
    expect([log.book.size, log.unsavedChanges.length, log.saved]).toEqual([images, images, false]);
    await log.close();
    const lines = (await readFile(path, 'utf8')).trim().split('\n');
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(300_000);

    const again = await DecisionLog.open(path, withLock);
    expect([again.book.size, again.unsavedChanges.length]).toEqual([images, images]);
    expect(again.book.get('a/129999.jpg', '129999')).toEqual({ kind: 'delete' });
    await again.close();
  }));

it('tells once of what another window wrote, also where it came with an edit of its own', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'decisions.log');
    const turns = new Turns();
    const [own, other] = [
      await DecisionLog.open(path, (work) => turns.run(work)),
      await DecisionLog.open(path, (work) => turns.run(work)),
    ];
    const change = (name: string): DecisionChange => ({ path: name, hash: name, after: { kind: 'keep' } });
    await other.edit([change('theirs')]);
    const opened = vi.spyOn(AppendLog, 'open');
    const [, news] = await Promise.all([own.edit([change('ours')]), own.follow()]);
    expect(news).toEqual(new Set(['theirs']));
    expect(opened).toHaveBeenCalledTimes(1);
    opened.mockRestore();
    expect([...own.book.entries()].map(({ path: name }) => name)).toEqual(['theirs', 'ours']);
    expect(await own.follow()).toBe(undefined);

    await own.edit([change('again')]);
    expect(await own.follow()).toBe(undefined);
    expect(await other.follow()).toEqual(new Set(['ours', 'again']));
    await other.edit([change('theirs too')]);
    await own.edit([change('ours too')]);
    expect(await own.follow()).toEqual(new Set(['theirs too']));
    expect(own.book.size).toBe(5);
    await Promise.all([own.close(), other.close()]);
  }));

const toDog: Decision = { kind: 'relabel', to: 'dog' };

it.each<[string, Decision | undefined, Decision | undefined]>([
  ['nothing', { kind: 'keep', of: 'label' }, toDog],
  ['a delete', { kind: 'delete' }, { kind: 'delete' }],
  ['another class', { kind: 'relabel', to: 'bird' }, { kind: 'relabel', to: 'bird' }],
  ['the class that it had', { kind: 'relabel', to: 'cat' }, undefined],
  ['that the new label is right', { kind: 'keep' }, toDog],
  ['nothing, a decision was cleared', undefined, toDog],
  ['a new name', { kind: 'rename', to: 'b.jpg' }, { kind: 'rename', to: 'b.jpg', label: 'dog' }],
])('an undo of an apply keeps what was decided since: %s', (_what, since, expected) =>
  withFolder(async (folder) => {
    const log = await DecisionLog.open(join(folder, 'decisions.log'), withLock);
    const [from, to, hash] = ['cat/a.jpg', 'dog/a.jpg', 'h'];
    await log.edit([{ path: from, hash, after: toDog }]);
    await log.applied({ journal: 'j', moves: [{ from, to }] }, () => [
      { path: from, hash, before: toDog },
      { path: to, hash, after: { kind: 'keep', of: 'label' } },
    ]);
    await log.edit([{ path: to, hash, before: log.book.get(to, hash), after: since }]);
    await unapply(log, 'j', [{ from: to, to: from }]);
    expect([...log.book.entries()]).toEqual(expected ? [{ path: from, hash, decision: expected }] : []);
    await log.close();
  }),
);

it('an undo of an apply takes what another window applied for known, and brings back what was wanted back', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'decisions.log');
    const [own, other] = [await DecisionLog.open(path, withLock), await DecisionLog.open(path, withLock)];
    const gone = (name: string): DecisionChange => ({ path: name, hash: name, before: { kind: 'delete' } });
    const moves = ['a', 'b'].map((from) => ({ from, to: null }));
    await own.applied({ journal: 'j', moves }, () => [gone('a'), gone('b')]);
    await own.edit([{ path: 'b', hash: 'b', after: { kind: 'restore' } }]);
    const back = ['a', 'b'].map((to) => ({ from: null, to }));
    await unapply(other, 'j', back);
    expect([...other.book.entries()]).toEqual([{ path: 'a', hash: 'a', decision: { kind: 'delete' } }]);
    await Promise.all([own.close(), other.close()]);
  }));
