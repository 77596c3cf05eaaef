import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { DecisionChange } from '../../../src/core/decisions/decision';
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
