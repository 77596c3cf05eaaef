import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Plan } from '../../src/core/plan/plan';
import { userPiles } from '../../src/engine/changes/knownPiles';
import { openChanges, type Changes } from '../../src/engine/changes/openChanges';
import { RealScene } from './support/realScene';

it('images go back to the pile that this user took them from, and for nobody else', async () => {
  const pets = new RealScene();
  try {
    pets.put('cat/1.jpg', 'one');
    const pile = join(pets.base, 'pile');
    mkdirSync(pile);
    writeFileSync(join(pile, 'new.jpg'), 'new');
    const expected = { size: 3, mtimeMs: 0, hash: createHash('sha256').update('new').digest('hex') };
    const operations: Plan['operations'] = [{ kind: 'move-in', from: 'new.jpg', to: 'cat/new.jpg', expected }];
    const as = (user: string): Promise<Changes> =>
      openChanges(pets.root, pets.state, { piles: userPiles({ XDG_STATE_HOME: join(pets.base, user) }) });
    const plan: Plan = { root: pets.root, pile, operations, skipped: [], notes: [] };
    expect((await (await as('me')).check(plan)).operations).toHaveLength(1);
    expect(await (await as('me')).apply(plan)).toMatchObject({ applied: 1, skipped: [] });
    const refused = await (await as('somebody')).undo();
    expect(refused).toMatchObject({ undone: 0, conflicts: [{ reason: expect.stringMatching(/took no images here/) }] });
    expect(pets.tree().get('cat/new.jpg')).toBe('new');
    const [{ journal }] = (await (await as('me')).history()).applies;
    expect(await (await as('me')).undo({ journalId: journal })).toMatchObject({ undone: 1, conflicts: [] });
    expect(readFileSync(join(pile, 'new.jpg'), 'utf8')).toBe('new');
  } finally {
    pets.remove();
  }
});
