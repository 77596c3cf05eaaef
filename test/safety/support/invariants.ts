import { expect } from 'vitest';
import type { MemoryDisk } from './memoryDisk';
import { contents, dataset, openScene, root, state } from './scene';

export interface Before {
  readonly dataset: string[];
  readonly contents: Map<string, number>;
}

export function remember(disk: MemoryDisk): Before {
  return { dataset: dataset(disk), contents: contents(disk) };
}

/** Thrown, with the place, when a file was lost or put where it does not belong. */
function assertNothingLost(disk: MemoryDisk, before: Before, where: string): void {
  const now = contents(disk);
  for (const [content, count] of before.contents)
    if ((now.get(content) ?? 0) !== count) {
      const tree = [...disk.tree(root), ...disk.tree(state)].map(([path, text]) => `${path} = ${text.slice(0, 200)}`);
      throw new Error(
        `${where}: "${content}" stands ${now.get(content) ?? 0} times instead of ${count}.\n${tree.join('\n')}`,
      );
    }
  for (const content of now.keys())
    expect(before.contents.has(content), `${where}: new content "${content}"`).toBe(true);
  for (const path of [...disk.tree(root).keys(), ...disk.tree(state).keys()])
    if (path.includes('/.winnow-')) throw new Error(`${where}: ${path} was left behind.`);
}

/** After a crash: recovers, checks that nothing is lost, takes everything back and compares with the tree before. */
export async function assertRecovers(disk: MemoryDisk, before: Before, where: string): Promise<void> {
  const changes = await openScene(disk);
  const report = await changes.recover();
  expect(report.problems, where).toEqual([]);
  assertNothingLost(disk, before, `${where}, recovered`);
  expect(await changes.recover(), `${where}: a second recovery finds nothing`).toMatchObject({ runs: [] });
  const { applies } = await changes.history();
  // By name, because an undo that met a fault counts as done and leaves the rest for this.
  for (const { journal } of applies.toReversed()) {
    const undone = await changes.undo({ journalId: journal });
    expect(undone.conflicts, where).toEqual([]);
  }
  assertNothingLost(disk, before, `${where}, undone`);
  expect(dataset(disk), where).toEqual(before.dataset);
}
