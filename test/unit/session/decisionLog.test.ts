import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { DecisionChange } from '../../../src/core/decisions/decision';
import { DecisionLog, type WithLock } from '../../../src/engine/session/decisions/decisionLog';
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
