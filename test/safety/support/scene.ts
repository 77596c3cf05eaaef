import { createHash } from 'node:crypto';
import type { Plan } from '../../../src/core/plan/plan';
import {
  foldersOfPlan,
  planDecisions,
  type DecidedImage,
  type FileDecision,
} from '../../../src/core/plan/planDecisions';
import type { FolderListing } from '../../../src/core/folderListing';
import { openChanges, type Changes } from '../../../src/engine/changes/openChanges';
import type { MemoryDisk } from './memoryDisk';

export const root = '/data/pets';
export const state = '/data/.winnow/pets-01234567';
/** A folder outside the dataset from which images are sorted into it. */
export const pile = '/pile';

export function sha256(content: string): string {
  return createHash('sha256').update(Buffer.from(content, 'latin1')).digest('hex');
}

/** A dataset with all that a plan can meet: sidecars, collisions, links, hard links, an empty file, folders to make. */
export function putScene(disk: MemoryDisk): void {
  disk.makeFolders(`${state}/staging/run`);
  const file = (path: string, content: string): void => disk.put(`${root}/${path}`, content);
  file('cat/1.jpg', 'cat one');
  file('cat/1.txt', 'a cat');
  file('cat/1.jpg.json', '{}');
  file('cat/2.jpg', 'cat two');
  file('cat/3.jpg', 'cat three, to delete');
  file('cat/3.caption', 'deleted with it');
  file('cat/4.jpg', 'cat four, to set aside');
  file('cat/empty.jpg', '');
  file('dog/1.jpg', 'dog one');
  file('dog/2.jpg', 'dog two');
  file('dog/stay.jpg', 'dog that stays');
  file('dog/6.webp', 'dog six as WebP');
  file('dog/6.webp.json', '{"dog": 6}');
  file('dog/7.png', 'dog seven, transparent');
  file('dog/7.txt', 'a dog');
  disk.put(`${state}/staging/run/1.png`, 'dog six as PNG');
  disk.put(`${state}/staging/run/2.png`, 'dog seven, opaque');
  file('old/9.jpg', 'in a class that is removed');
  disk.put('/elsewhere/outside.jpg', 'outside');
  disk.putLink(`${root}/cat/link.jpg`, '../dog/stay.jpg');
  disk.putLink(`${root}/cat/absolute.jpg`, '/elsewhere/outside.jpg');
  disk.put(`${state}/staging/crop.png`, 'a crop');
  disk.put(`${pile}/new/5.jpg`, 'a bird from the pile');
  disk.put(`${pile}/new/5.txt`, 'its caption');
  disk.put(`${pile}/stays.jpg`, 'not sorted');
  disk.settle();
}

/** The plan that mixes every kind of operation, by the planner itself where it can. */
export function scenePlan(disk: MemoryDisk): Plan {
  const decide = (path: string, decision: FileDecision): DecidedImage => decided(disk, path, decision);
  const plan = planFor(disk, [
    decide('cat/1.jpg', { kind: 'relabel', to: 'dog' }),
    decide('cat/2.jpg', { kind: 'relabel', to: 'bird/small' }),
    decide('cat/3.jpg', { kind: 'delete' }),
    decide('cat/4.jpg', { kind: 'set-aside' }),
    decide('cat/empty.jpg', { kind: 'relabel', to: 'dog' }),
    decide('cat/link.jpg', { kind: 'relabel', to: 'bird/small' }),
    decide('cat/absolute.jpg', { kind: 'delete' }),
    decide('dog/1.jpg', { kind: 'relabel', to: 'cat' }),
    decide('dog/2.jpg', { kind: 'rename', to: 'renamed.jpg' }),
    decide('dog/6.webp', convert('1.png', 'dog six as PNG')),
    decide('dog/7.png', convert('2.png', 'dog seven, opaque')),
    decide('old/9.jpg', { kind: 'delete' }),
  ]);
  const provenance = { source: 'dog/stay.jpg', note: 'crop 1 of 1' };
  const hash = sha256('a bird from the pile');
  return {
    ...plan,
    pile,
    operations: [
      ...plan.operations,
      { kind: 'remove-folder', path: 'old' },
      { kind: 'move-in', from: 'new/5.jpg', to: 'bird/small/5.jpg', expected: { size: 20, mtimeMs: 0, hash } },
      { kind: 'move-in', from: 'new/5.txt', to: 'bird/small/5.txt', sidecarOf: 'new/5.jpg' },
      { kind: 'copy-in', from: 'staging/crop.png', to: 'dog/crop.png', provenance },
    ],
  };
}

/** A conversion whose new file stands in the staging folder. */
function convert(name: string, content: string): FileDecision {
  const staged = { from: `staging/run/${name}`, size: content.length, mtimeMs: 0, hash: sha256(content), note: '' };
  return { kind: 'convert', format: 'png', staged };
}

export function decided(disk: MemoryDisk, path: string, decision: FileDecision): DecidedImage {
  const tree = disk.tree(root);
  let content = tree.get(`${root}/${path}`) ?? '';
  if (content.startsWith('-> ')) content = content.includes('outside') ? 'outside' : 'dog that stays';
  return { path, size: content.length, mtimeMs: 0, hash: sha256(content), decision };
}

export function planFor(disk: MemoryDisk, images: DecidedImage[], origins?: ReadonlyMap<string, string>): Plan {
  const folderOf = (label: string): string => label;
  const listings = listAll(disk);
  // A case-insensitive file system lists a folder under any spelling.
  for (const folder of foldersOfPlan({ images, folderOf, origins })) {
    if (listings.has(folder) || !disk.exists(`${root}/${folder}`)) continue;
    const spelled = [...listings.keys()].find((other) => other.toLowerCase() === folder.toLowerCase());
    if (spelled !== undefined) listings.set(folder, listings.get(spelled)!);
  }
  return planDecisions({ root, images, folderOf, listings, origins });
}

export function listAll(disk: MemoryDisk): Map<string, FolderListing> {
  const listings = new Map<string, { files: string[]; folders: string[]; others: string[] }>();
  listings.set('', { files: [], folders: [], others: [] });
  for (const [path, content] of disk.tree(root)) {
    const relative = path.slice(root.length + 1);
    const slash = relative.lastIndexOf('/');
    const parent = listings.get(slash < 0 ? '' : relative.slice(0, slash))!;
    const name = relative.slice(slash + 1);
    if (content === '/') {
      parent.folders.push(name);
      listings.set(relative, { files: [], folders: [], others: [] });
    } else parent.files.push(name);
  }
  return listings;
}

let runs = 0;

/** Opens the dataset as a new process would: every earlier owner of the lock is dead. */
export function openScene(disk: MemoryDisk): Promise<Changes> {
  return openChanges(root, state, {
    ops: disk,
    piles: { has: () => Promise.resolve(true), note: () => Promise.resolve() },
    now: disk.now,
    random: () => (runs++).toString(16),
    self: () => Promise.resolve({ pid: 1, started: '', machine: 'memory' }),
    liveness: () => Promise.resolve('dead'),
  });
}

/** How often each content stands under dataset, pile, trash, set-aside and staging. Folders do not count, links do. */
export function contents(disk: MemoryDisk): Map<string, number> {
  const counts = new Map<string, number>();
  const places = [root, pile, `${state}/trash`, `${state}/set-aside`, `${state}/staging`];
  for (const place of places)
    for (const [, content] of disk.tree(place)) {
      if (content === '/') continue;
      const key = content.startsWith('-> ') ? 'link' : content;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  return counts;
}

export function dataset(disk: MemoryDisk): string[] {
  const files = [...disk.tree(root)].map(([path, content]) => `${path.slice(root.length)} ${content}`);
  return [...files, ...[...disk.tree(pile)].map(([path, content]) => `pile: ${path} ${content}`)];
}
