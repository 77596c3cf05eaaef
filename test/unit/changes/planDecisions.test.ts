import { describe, expect, it } from 'vitest';
import type { FolderListing } from '../../../src/core/folderListing';
import type { FileOperation, Plan } from '../../../src/core/plan/plan';
import { planClassMove, planClassRemoval } from '../../../src/core/plan/planClass';
import { foldersOfPlan, planDecisions, type FileDecision } from '../../../src/core/plan/planDecisions';

const root = '/data/pets';

function listings(tree: Record<string, string[]>): Map<string, FolderListing> {
  const found = new Map<string, FolderListing>();
  for (const [folder, files] of Object.entries(tree)) {
    const folders = Object.keys(tree)
      .filter((other) => other !== folder && other.startsWith(folder === '' ? '' : `${folder}/`))
      .map((other) => other.slice(folder === '' ? 0 : folder.length + 1))
      .filter((name) => !name.includes('/'));
    found.set(folder, { files, folders, others: [] });
  }
  return found;
}

function plan(
  tree: Record<string, string[]>,
  decisions: Record<string, FileDecision>,
  origins?: Map<string, string>,
): Plan {
  const images = Object.entries(decisions).map(([path, decision]) => {
    return { path, size: 1, mtimeMs: 0, hash: 'aa', decision };
  });
  return planDecisions({ root, images, folderOf: (label) => label, listings: listings(tree), origins });
}

function moves({ operations }: Plan): string[] {
  return operations.map(describeOperation);
}

function describeOperation(operation: FileOperation): string {
  switch (operation.kind) {
    case 'move':
    case 'move-in':
    case 'restore':
    case 'copy-in':
    case 'rewrite':
      return `${operation.from} -> ${operation.to}`;
    case 'trash':
    case 'set-aside':
      return `${operation.kind} ${operation.from}`;
    default:
      return `${operation.kind} ${operation.path}`;
  }
}

const relabel = (to: string): FileDecision => ({ kind: 'relabel', to });

describe('planDecisions', () => {
  it('moves into class folders, making those that are missing', () => {
    const tree = { '': [], cat: ['1.jpg', '2.jpg'] };
    expect(moves(plan(tree, { 'cat/1.jpg': relabel('a/b'), 'cat/2.jpg': relabel('cat') }))).toEqual([
      'make-folder a',
      'make-folder a/b',
      'cat/1.jpg -> a/b/1.jpg',
    ]);
  });

  it('numbers taken names, counting on and ignoring case and normalisation', () => {
    const tree = {
      '': [],
      cat: ['1.jpg', 'é.jpg', 'x (2).jpg'],
      dog: ['1.JPG', 'e\u0301.jpg', 'x (2).jpg', 'x (3).jpg'],
    };
    const decisions = { 'cat/1.jpg': relabel('dog'), 'cat/é.jpg': relabel('dog'), 'cat/x (2).jpg': relabel('dog') };
    expect(moves(plan(tree, decisions))).toEqual([
      'cat/1.jpg -> dog/1 (2).jpg',
      'cat/é.jpg -> dog/é (2).jpg',
      'cat/x (2).jpg -> dog/x (4).jpg',
    ]);
  });

  it('takes sidecars along, under the same number', () => {
    const tree = { '': [], cat: ['1.jpg', '1.txt', '1.jpg.json', '10.txt'], dog: ['1.jpg'] };
    expect(moves(plan(tree, { 'cat/1.jpg': relabel('dog') }))).toEqual([
      'cat/1.jpg -> dog/1 (2).jpg',
      'cat/1.jpg.json -> dog/1 (2).jpg.json',
      'cat/1.txt -> dog/1 (2).txt',
    ]);
    expect(moves(plan(tree, { 'cat/1.jpg': { kind: 'delete' } }))).toEqual([
      'trash cat/1.jpg',
      'trash cat/1.jpg.json',
      'trash cat/1.txt',
    ]);
  });

  it('never pairs a newcomer with the caption of another image', () => {
    expect(moves(plan({ '': [], cat: ['1.jpg'], dog: ['1.txt'] }, { 'cat/1.jpg': relabel('dog') }))).toEqual([
      'cat/1.jpg -> dog/1 (2).jpg',
    ]);
    expect(moves(plan({ '': [], cat: ['1.jpg', '1.txt'], dog: ['1.png'] }, { 'cat/1.jpg': relabel('dog') }))).toEqual([
      'cat/1.jpg -> dog/1 (2).jpg',
      'cat/1.txt -> dog/1 (2).txt',
    ]);
  });

  it('leaves a sidecar that another image shares, and says so', () => {
    const tree = { '': [], cat: ['1.jpg', '1.png', '1.txt'], dog: [] };
    const one = plan(tree, { 'cat/1.jpg': relabel('dog') });
    expect(moves(one)).toEqual(['cat/1.jpg -> dog/1.jpg']);
    expect(one.notes).toEqual([{ path: 'cat/1.txt', reason: 'Stays: it also belongs to 1.png, which stays.' }]);
    const both = plan(tree, { 'cat/1.jpg': { kind: 'delete' }, 'cat/1.png': { kind: 'delete' } });
    expect(moves(both)).toEqual(['trash cat/1.jpg', 'trash cat/1.txt', 'trash cat/1.png']);
  });

  it('gives a file that goes back its old name', () => {
    const tree = { '': [], cat: [], dog: ['1.jpg', '1 (2).jpg'] };
    const origins = new Map([['dog/1 (2).jpg', 'cat/1.jpg']]);
    expect(moves(plan(tree, { 'dog/1 (2).jpg': relabel('cat') }, origins))).toEqual(['dog/1 (2).jpg -> cat/1.jpg']);
  });

  it('skips what leads outside or under a file, and what is decided twice', () => {
    const tree = { '': ['taken'], cat: ['1.jpg', '2.jpg', '3.jpg'] };
    const { operations, skipped } = plan(tree, {
      'cat/1.jpg': relabel('../up'),
      'cat/2.jpg': relabel('taken/sub'),
      '../x.jpg': { kind: 'delete' },
      'cat/3.jpg': { kind: 'rename', to: '.winnow/journal.jsonl' },
    });
    expect(operations).toEqual([]);
    expect(skipped.map(({ path }) => path).sort()).toEqual(['../x.jpg', 'cat/1.jpg', 'cat/2.jpg', 'cat/3.jpg']);
  });

  it('skips what would go where no image is seen, or where no folder can be', () => {
    const tree = { '': [], cat: ['1.jpg', '2.jpg', '3.jpg'] };
    const { operations, skipped } = plan(tree, {
      'cat/1.jpg': relabel('.git/cat'),
      'cat/2.jpg': relabel('é'.repeat(128)),
      'cat/3.jpg': relabel('é'.repeat(127)),
    });
    expect(operations.map(({ kind }) => kind)).toEqual(['make-folder', 'move']);
    expect(skipped.map(({ reason }) => reason)).toEqual([
      'The folder .git/cat is hidden, its images would not be seen: name one without the dot.',
      `The folder ${'é'.repeat(20)}… cannot be made: the name is longer than 255 bytes.`,
    ]);
  });

  it('names the folders that it needs to know', () => {
    const image = { path: 'a/b/1.jpg', size: 1, mtimeMs: 0, hash: '', decision: relabel('c/d') };
    expect([...foldersOfPlan({ images: [image], folderOf: (label) => label })].sort()).toEqual([
      '',
      'a',
      'a/b',
      'c',
      'c/d',
    ]);
  });
});

describe('class operations', () => {
  it('rename a class: every file moves, then the folder goes', () => {
    const tree = { '': [], cat: ['1.jpg', '1.txt', 'notes.md'] };
    expect(moves(planClassMove([{ from: 'cat', to: 'kitten' }], { root, listings: listings(tree) }))).toEqual([
      'make-folder kitten',
      'cat/1.jpg -> kitten/1.jpg',
      'cat/1.txt -> kitten/1.txt',
      'cat/notes.md -> kitten/notes.md',
      'remove-folder cat',
    ]);
  });

  it('merge classes without pairing captions wrongly', () => {
    const tree = { '': [], cat: ['1.jpg', '1.txt', '2.jpg'], dog: ['1.jpg'] };
    expect(moves(planClassMove([{ from: 'cat', to: 'dog' }], { root, listings: listings(tree) }))).toEqual([
      'cat/1.jpg -> dog/1 (2).jpg',
      'cat/1.txt -> dog/1 (2).txt',
      'cat/2.jpg -> dog/2.jpg',
      'remove-folder cat',
    ]);
  });

  it('change only the case through a third folder', () => {
    const tree = { '': [], Cat: ['1.jpg'] };
    expect(moves(planClassMove([{ from: 'Cat', to: 'cat' }], { root, listings: listings(tree) }))).toEqual([
      'make-folder cat (renaming)',
      'Cat/1.jpg -> cat (renaming)/1.jpg',
      'remove-folder Cat',
      'make-folder cat',
      'cat (renaming)/1.jpg -> cat/1.jpg',
      'remove-folder cat (renaming)',
    ]);
  });

  it('remove a class into the trash; folders inside it stay, and so does it', () => {
    const tree = { '': [], cat: ['1.jpg'], 'cat/wild': ['2.jpg'] };
    expect(moves(planClassRemoval(['cat/wild'], { root, listings: listings(tree) }))).toEqual([
      'trash cat/wild/2.jpg',
      'remove-folder cat/wild',
    ]);
    expect(moves(planClassRemoval(['cat'], { root, listings: listings(tree) }))).toEqual(['trash cat/1.jpg']);
  });
});
