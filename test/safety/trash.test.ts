import { readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openChanges } from '../../src/engine/changes/openChanges';
import { exists, RealScene } from './support/realScene';

const scenes: RealScene[] = [];

function scene(): RealScene {
  const made = new RealScene();
  scenes.push(made);
  made.put('cat/1.jpg', 'one');
  made.put('cat/1.txt', 'caption of one');
  made.put('cat/2.jpg', 'two');
  made.put('cat/3.jpg', 'three');
  return made;
}

async function trashAll(pets: RealScene): Promise<void> {
  const images = ['cat/1.jpg', 'cat/2.jpg'].map((path) => pets.decided(path, { kind: 'delete' }));
  const aside = pets.decided('cat/3.jpg', { kind: 'set-aside' });
  await (await openChanges(pets.root, pets.state)).apply(pets.plan([...images, aside]));
}

afterEach(() => {
  for (const made of scenes.splice(0)) made.remove();
});

describe('trash', () => {
  it('restores one file with its sidecar, also under a taken name, also after a restart', async () => {
    const pets = scene();
    await trashAll(pets);
    pets.put('cat/1.jpg', 'a newcomer');
    const changes = await openChanges(pets.root, pets.state);
    const entry = (await changes.kept('trash')).find(({ path }) => path === 'cat/1.jpg')!;
    expect(await changes.restore(entry)).toEqual({ restored: 'cat/1 (2).jpg', conflicts: [] });
    expect(pets.tree().get('cat/1 (2).txt')).toBe('caption of one');
    expect(pets.tree().get('cat/1.jpg')).toBe('a newcomer');
    expect((await changes.restore(entry)).conflicts).toHaveLength(1);
    const { undone, conflicts } = await changes.undo();
    expect({ undone, conflicts }).toEqual({ undone: 2, conflicts: [] });
    expect(pets.tree().get('cat/2.jpg')).toBe('two');
  });

  it('is emptied of what the journal knows and of nothing else', async () => {
    const pets = scene();
    await trashAll(pets);
    const changes = await openChanges(pets.root, pets.state);
    const [first, , second] = await changes.kept('trash');
    const foreign = join(pets.state, 'trash', 'mine.jpg');
    writeFileSync(foreign, 'put here by hand');
    writeFileSync(join(pets.state, second.statePath), 'changed in the trash');
    expect(await changes.trashSize()).toEqual({ files: 3, bytes: 'onecaption of onetwo'.length });
    const emptied = await changes.emptyTrash();
    expect(emptied.files).toBe(2);
    expect(emptied.skipped).toMatchObject([{ path: 'cat/2.jpg' }]);
    expect(readFileSync(foreign, 'utf8')).toBe('put here by hand');
    expect(exists(join(pets.state, first.statePath))).toBe(false);
    expect(exists(join(pets.state, 'set-aside/cat/3.jpg'))).toBe(true);
    const { conflicts } = await changes.undo();
    expect(conflicts.map(({ path }) => path)).toContain('cat/1.jpg');
    expect(pets.tree().get('cat/3.jpg')).toBe('three');
  });

  it('history puts files back with a shell', async () => {
    const pets = scene();
    pets.put("cat/it's; $(rm -rf).jpg", 'quoted');
    const before = pets.tree();
    const changes = await openChanges(pets.root, pets.state);
    const plan = pets.plan([
      pets.decided('cat/1.jpg', { kind: 'relabel', to: 'new' }),
      pets.decided("cat/it's; $(rm -rf).jpg", { kind: 'delete' }),
      pets.decided('cat/2.jpg', { kind: 'set-aside' }),
    ]);
    await changes.apply(plan);
    const script = (await changes.historyLines()).toReversed().join('\n');
    const { status, stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(pets.tree()).toEqual(before);
  });

  it('undoes newest first, lists conflicts, and cancels between files', async () => {
    const pets = scene();
    const changes = await openChanges(pets.root, pets.state);
    const first = await changes.apply(pets.plan([pets.decided('cat/1.jpg', { kind: 'relabel', to: 'dog' })]));
    await changes.apply(pets.plan([pets.decided('cat/2.jpg', { kind: 'relabel', to: 'dog' })]));
    pets.put('cat/1.jpg', 'in the way');
    expect(await changes.undo()).toMatchObject({ undone: 1, conflicts: [] });
    const second = await changes.undo();
    expect(second).toMatchObject({ undone: 0, undoes: first.journalId });
    expect(second.conflicts).toMatchObject([{ path: 'cat/1.jpg' }, { path: 'dog' }].slice(0, second.conflicts.length));
    expect(pets.tree().get('dog/1.jpg')).toBe('one');
    expect(pets.tree().get('cat/1.jpg')).toBe('in the way');
    const aborted = new AbortController();
    aborted.abort();
    await expect(
      changes.apply(pets.plan([pets.decided('cat/3.jpg', { kind: 'delete' })]), { signal: aborted.signal }),
    ).rejects.toThrow();
    expect(pets.tree().get('cat/3.jpg')).toBe('three');
  });
});
