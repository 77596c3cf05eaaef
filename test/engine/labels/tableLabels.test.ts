import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../src/core/decisions/decision';
import { reverseChanges } from '../../../src/core/decisions/decision';
import type { LayoutKind } from '../../../src/core/layout';
import type { DatasetSession } from '../../../src/engine/session/datasetSession';
import type { EngineSettings } from '../../../src/protocol/settings';
import type { EditReceipt } from '../../../src/protocol/requests';
import { call, startEngine } from '../../support/session';
import { contents, withFolder } from '../../support/workspace';
import { writeTableDataset } from './tableDataset';

interface Opened {
  readonly session: DatasetSession;
  readonly notes: string[];
}

async function open(root: string, layout?: LayoutKind, named: EngineSettings['labels'] = {}): Promise<Opened> {
  const engine = startEngine({ cacheFolder: join(root, '../cache'), labels: named });
  const notes: string[] = [];
  const session = await engine.open(root, { ...call, readOnly: false, layout, note: (text) => notes.push(text) });
  return { session, notes };
}

function labels({ table }: DatasetSession): Record<string, string> {
  const rows = table.files.flatMap(({ path }, row) => {
    const subset = table.subsets[row];
    const given = table.className(table.given[row]);
    return table.status[row] === 'missing' || !/\.(?:png|jpg)$/.test(path)
      ? []
      : [[path, `${subset ? `${subset}:` : ''}${given ?? '-'}`] as const];
  });
  return Object.fromEntries(rows);
}

function decide(session: DatasetSession, path: string, decision: Decision): Promise<EditReceipt> {
  return session.decisions.decide(Uint32Array.of(session.table.rowOf(path) ?? -1), decision);
}

const text = (root: string, path: string): Promise<string> => readFile(join(root, path), 'utf8');

const coco = {
  images: ['a', 'b', 'c', 'd'].map((name, i) => ({ id: i + 1, file_name: `${name}.png` })),
  annotations: [1, 1, 2, 2].map((category, i) => ({ id: i + 10, image_id: i + 1, category_id: category })),
  categories: [
    { id: 1, name: 'cat' },
    { id: 2, name: 'dog' },
  ],
};
const flat = { 'a.png': 'cat', 'b.png': 'cat', 'c.png': 'dog', 'd.png': 'dog' };
const inFolder = (folder: string, subset = ''): Record<string, string> =>
  Object.fromEntries(Object.entries(flat).map(([name, label]) => [`${folder}/${name}`, subset + label]));
const four = ['a.png', 'b.png', 'c.png', 'd.png'];

/** Sets as the field has them: files, and the labels that must be read. */
const sets: Record<string, { files: Record<string, string>; labels: Record<string, string> }> = {
  'a CSV beside the images': {
    files: { 'labels.csv': 'filename,label\na.png,cat\nb.png,cat\nc.png,dog\nd.png,dog\n' },
    labels: flat,
  },
  'identifiers without an ending, images in train/ (Kaggle)': {
    files: { 'labels.csv': '\ufeffid,breed,width\r\na,cat,1.50\r\nb,"cat",2\r\nc,dog,\r\nd,dog,003\r\n' },
    labels: inFolder('train', 'train:'),
  },
  'train.csv and images in a folder of their own': {
    files: { 'train.csv': 'image_id,label,split\na.png,cat,train\nb.png,cat,val\nc.png,dog,train\nd.png,dog,test\n' },
    labels: {
      'pics/a.png': 'train:cat',
      'pics/b.png': 'valid:cat',
      'pics/c.png': 'train:dog',
      'pics/d.png': 'test:dog',
    },
  },
  'metadata.jsonl in each subset (Hugging Face)': {
    files: {
      'train/metadata.jsonl': '{"file_name": "a.png", "label": "cat"}\n{"file_name": "c.png", "label": "dog"}\n',
      'test/metadata.jsonl': '{"file_name": "b.png", "label": "cat"}\n{"file_name": "d.png", "label": "dog"}\n',
    },
    labels: {
      'train/a.png': 'train:cat',
      'train/c.png': 'train:dog',
      'test/b.png': 'test:cat',
      'test/d.png': 'test:dog',
    },
  },
  'COCO with labels of whole images': {
    files: { 'annotations/instances_val2017.json': JSON.stringify(coco) },
    labels: inFolder('images', 'valid:'),
  },
  'image lists with labels': {
    files: { 'train.txt': 'all/a.png cat\nall/c.png dog\n', 'val.txt': 'all/b.png cat\nall/d.png dog\n' },
    labels: { 'all/a.png': 'train:cat', 'all/c.png': 'train:dog', 'all/b.png': 'valid:cat', 'all/d.png': 'valid:dog' },
  },
  'one list per class': {
    files: { 'lists/cat.txt': 'a.png\nb.png\n', 'lists/dog.txt': 'c.png\nd.png\n' },
    labels: inFolder('images'),
  },
};

describe.each(Object.entries(sets))('%s', (_name, set) => {
  it('opens, is relabelled, loses and renames images, and comes back byte for byte', () =>
    withFolder(async (folder) => {
      const root = join(folder, 'set');
      const [a, b, c, d] = Object.keys(set.labels).sort((x, y) => ((x.at(-5) ?? '') < (y.at(-5) ?? '') ? -1 : 1));
      await writeTableDataset(root, [a, b, c, d], set.files);
      const before = await contents(root);
      const { session, notes } = await open(root);
      await session.preparation.index(call);
      expect(labels(session)).toEqual(set.labels);
      const tables = Object.keys(set.files).map((path) => ({
        path,
        reason: 'The labels of this dataset stand in it.',
      }));
      const found = {
        layout: 'table',
        images: 4,
        unsorted: 0,
        unreadable: [],
        skipped: expect.arrayContaining(tables),
      };
      expect(session.inventory()).toMatchObject(found);
      expect(session.inventory().skipped).toHaveLength(tables.length);
      expect(notes).toEqual([]);
      expect(session.summary().classes.map(({ name, images }) => `${name} ${images}`)).toEqual(['cat 2', 'dog 2']);

      await decide(session, a, { kind: 'relabel', to: 'dog' });
      await decide(session, b, { kind: 'delete' });
      await decide(session, c, { kind: 'set-aside' });
      await decide(session, d, { kind: 'rename', to: 'e.png' });
      const preview = await session.changes.planPreview();
      expect(preview).toMatchObject({ relabels: 1, total: 4, skipped: [] });
      const outcome = await session.changes.apply(call);
      expect(outcome).toMatchObject({ applied: 4, skipped: [], cancelled: false });
      const e = d.replace('d.png', 'e.png');
      const of = (path: string): string => set.labels[path].split(':')[0].replace(/^(?:cat|dog)$/, '');
      const placed = (path: string, label: string): string => (of(path) === '' ? label : `${of(path)}:${label}`);
      expect(labels(session)).toEqual({ [a]: placed(a, 'dog'), [e]: placed(d, 'dog') });
      expect(session.summary().pending).toMatchObject({ relabel: 0, delete: 0, 'set-aside': 0, rename: 0 });
      // Who opens it anew reads the same.
      expect(labels((await open(root)).session)).toEqual(labels(session));

      expect(await session.changes.undoApply(call)).toEqual({ undone: 4, skipped: [], journal: expect.any(String) });
      expect(await contents(root)).toEqual(before);
      expect(labels(session)).toEqual(set.labels);
      expect(session.summary().pending).toMatchObject({ relabel: 1, delete: 1, 'set-aside': 1, rename: 1 });
    }));
});

const csv = 'file,label,note\r\na.png,cat,"x, 1"\r\nb.png,"cat",1.50\r\nc.png,dog,\r\nd.png,dog,z\r\n';

async function csvSet(folder: string, table = csv): Promise<{ root: string } & Opened> {
  const root = join(folder, 'set');
  await writeTableDataset(root, four, { 'labels.csv': table });
  const opened = await open(root);
  await opened.session.preparation.index(call);
  return { root, ...opened };
}

it('rewrites nothing but the fields that change', () =>
  withFolder(async (folder) => {
    const { root, session } = await csvSet(folder);
    await decide(session, 'b.png', { kind: 'relabel', to: 'owl' });
    await decide(session, 'c.png', { kind: 'delete' });
    await session.changes.apply(call);
    expect(await text(root, 'labels.csv')).toBe(
      'file,label,note\r\na.png,cat,"x, 1"\r\nb.png,"owl",1.50\r\nd.png,dog,z\r\n',
    );
    expect(labels(session)).toEqual({ 'a.png': 'cat', 'b.png': 'owl', 'd.png': 'dog' });
    // The table as it was is kept beside the dataset.
    const state = Object.entries(await contents(join(folder, '.winnow')));
    const kept = state.filter(([path]) => /\/tables\/.*labels\.csv$/.test(path));
    expect(kept).toHaveLength(1);
  }));

it('merges classes, and an edit that is undone after its apply is the opposite one', () =>
  withFolder(async (folder) => {
    const { root, session } = await csvSet(folder);
    const merged = await session.decisions.mergeClasses('cat', 'dog');
    const gone = await decide(session, 'c.png', { kind: 'delete' });
    await session.changes.apply(call);
    expect(labels(session)).toEqual({ 'a.png': 'dog', 'b.png': 'dog', 'd.png': 'dog' });
    await session.decisions.edit(reverseChanges(gone.changes), gone.epoch);
    await session.decisions.edit(reverseChanges(merged.changes), merged.epoch);
    expect(session.summary().pending).toMatchObject({ relabel: 2, restore: 1 });
    const outcome = await session.changes.apply(call);
    expect(outcome).toMatchObject({ applied: 3, skipped: [] });
    expect(labels(session)).toEqual(flat);
    expect(await text(root, 'labels.csv')).toBe(csv);
  }));

it('brings a row back with its file from the trash', () =>
  withFolder(async (folder) => {
    const { root, session } = await csvSet(folder);
    await decide(session, 'b.png', { kind: 'delete' });
    await decide(session, 'd.png', { kind: 'relabel', to: 'cat' });
    await session.changes.apply(call);
    const [file] = (await session.changes.trash()).files;
    const { journal, operation } = file;
    expect(await session.changes.restoreFromTrash(call, [{ journal, operation }])).toMatchObject({ restored: 1 });
    expect(await text(root, 'labels.csv')).toBe(csv.replace('d.png,dog', 'd.png,cat'));
    // The undo that is left takes the label back, though the table is not the one that the apply wrote.
    expect(await session.changes.undoApply(call)).toMatchObject({ undone: 1 });
    expect(await text(root, 'labels.csv')).toBe(csv);
    expect(labels(session)).toEqual(flat);
  }));

it('undoes row by row what another program wrote on since', () =>
  withFolder(async (folder) => {
    const { root, session } = await csvSet(folder);
    await decide(session, 'a.png', { kind: 'relabel', to: 'dog' });
    await decide(session, 'b.png', { kind: 'delete' });
    await decide(session, 'd.png', { kind: 'rename', to: 'e.png' });
    await session.changes.apply(call);
    const own = await text(root, 'labels.csv');
    await writeFile(join(root, 'labels.csv'), own.replace('c.png,dog,', 'c.png,wolf,theirs'));
    expect(await session.outside.follow()).toBe(true);
    expect(labels(session)['c.png']).toBe('wolf');
    expect(await session.changes.undoApply(call)).toEqual({ undone: 3, skipped: [], journal: expect.any(String) });
    expect(await text(root, 'labels.csv')).toBe(csv.replace('c.png,dog,', 'c.png,wolf,theirs'));
    expect(session.summary().pending).toMatchObject({ relabel: 1, delete: 1, rename: 1 });
  }));

it('writes nothing into a table that was changed since it was read', () =>
  withFolder(async (folder) => {
    const { root, session } = await csvSet(folder);
    await decide(session, 'a.png', { kind: 'relabel', to: 'dog' });
    await decide(session, 'b.png', { kind: 'delete' });
    const theirs = `${csv}x.png,cat,\r\n`;
    await writeFile(join(root, 'labels.csv'), theirs);
    await expect(session.changes.apply(call)).rejects.toThrow(/labels\.csv was changed since it was read/);
    expect(await text(root, 'labels.csv')).toBe(theirs);
    expect(Object.keys(await contents(root))).toContain('b.png');
    await session.outside.follow();
    expect(await session.changes.apply(call)).toMatchObject({ applied: 2, skipped: [] });
    expect(await text(root, 'labels.csv')).toBe(
      `${csv.replace('a.png,cat', 'a.png,dog').replace('b.png,"cat",1.50\r\n', '')}x.png,cat,\r\n`,
    );
  }));

it('labels images that had no row, and takes labels away', () =>
  withFolder(async (folder) => {
    const { root, session, notes } = await csvSet(folder, csv.replace('d.png,dog,z\r\n', ''));
    expect(notes.join()).toMatch(/1 image without a row \(d\.png\)/);
    expect(labels(session)['d.png']).toBe('-');
    await decide(session, 'd.png', { kind: 'relabel', to: 'cat, wild' });
    await decide(session, 'a.png', { kind: 'relabel', to: '' });
    expect(await session.changes.apply(call)).toMatchObject({ applied: 2, skipped: [] });
    expect(await text(root, 'labels.csv')).toBe(
      'file,label,note\r\na.png,,"x, 1"\r\nb.png,"cat",1.50\r\nc.png,dog,\r\nd.png,"cat, wild",\r\n',
    );
    expect(await session.changes.undoApply(call)).toEqual({ undone: 2, skipped: [], journal: expect.any(String) });
    expect(session.summary().pending).toMatchObject({ relabel: 2 });
  }));

it('writes the rows of converted images and of crops', () =>
  withFolder(async (folder) => {
    const { root, session } = await csvSet(folder);
    await decide(session, 'b.png', { kind: 'convert', format: 'jpeg', label: 'dog' });
    expect(await session.changes.apply(call)).toMatchObject({ skipped: [] });
    expect(labels(session)).toMatchObject({ 'b.jpg': 'dog' });
    expect(await text(root, 'labels.csv')).toBe(csv.replace('b.png,"cat"', 'b.jpg,"dog"'));
    expect(await session.changes.undoApply(call)).toMatchObject({ skipped: [] });
    expect(await text(root, 'labels.csv')).toBe(csv);
  }));

describe('which layout', () => {
  it('folders with classes count, unless a table is asked for', () =>
    withFolder(async (folder) => {
      const root = join(folder, 'set');
      const table = 'file,label\n1/a.png,cat\n1/b.png,cat\n2/c.png,dog\n2/d.png,dog\n';
      await writeTableDataset(root, ['1/a.png', '1/b.png', '2/c.png', '2/d.png'], { 'anything.csv': table });
      expect((await open(root)).session.summary().layout).toBe('one folder per class');
      const asked = await open(root, 'table');
      expect(asked.session.summary().layout).toBe('labels in anything.csv (file, label)');
      expect(asked.session.summary().classes.map(({ name }) => name)).toEqual(['cat', 'dog']);
    }));

  it('a table that a person asks for and that is none is said with the reason', () =>
    withFolder(async (folder) => {
      const root = join(folder, 'set');
      await writeTableDataset(root, four, { 'labels.csv': 'file,a,b\na.png,1,0\nb.png,0,1\n' });
      await expect(open(root, 'table')).rejects.toThrow(/which column holds the labels is not clear/);
      const { session } = await open(root);
      expect(session.summary().layout).toBe('pile (no classes yet)');
    }));

  it('captions, predictions and lists without labels are no tables of labels', () =>
    withFolder(async (folder) => {
      const root = join(folder, 'set');
      const many = Array.from({ length: 30 }, (_, i) => `${i}.png`);
      await writeTableDataset(root, many, {
        'metadata.csv': `file_name,text\n${many.map((name, i) => `${name},a picture of ${i} things`).join('\n')}\n`,
        'predictions.csv': `file,label\n${many.map((name) => `${name},cat`).join('\n')}\n`,
        'train.txt': many.join('\n'),
        '0.txt': '1.png cat',
      });
      expect((await open(root)).session.summary().layout).toBe('pile (no classes yet)');
    }));
});

it('a table and its column can be named', () =>
  withFolder(async (folder) => {
    const root = join(folder, 'set');
    const table = 'file,a,b\na.png,1,x\nb.png,0,y\nc.png,0,x\nd.png,0,y\n';
    await writeTableDataset(root, four, { 'odd.csv': table, 'labels.csv': csv });
    const { session } = await open(root, undefined, { table: 'odd.csv', column: 'b' });
    expect(labels(session)).toEqual({ 'a.png': 'x', 'b.png': 'y', 'c.png': 'x', 'd.png': 'y' });
    const absolute = await open(root, undefined, { table: join(root, 'labels.csv') });
    expect(labels(absolute.session)).toEqual(flat);
    await expect(open(root, undefined, { table: '../elsewhere.csv' })).rejects.toThrow(/lies outside the dataset/);
    await expect(open(root, undefined, { table: 'odd.csv', column: 'z' })).rejects.toThrow(/no column z/);
    // What is chosen in the editor is remembered.
    await session.preferences.chooseLayout('table', { table: 'odd.csv', column: 'a' });
    expect(labels((await open(root)).session)).toEqual({ 'a.png': '1', 'b.png': '0', 'c.png': '0', 'd.png': '0' });
    expect(session.listing.labelTables()).toEqual(['labels.csv', 'odd.csv']);
  }));

describe('hostile tables', () => {
  it('are counted and never followed outside', () =>
    withFolder(async (folder) => {
      await writeTableDataset(join(folder, 'other'), ['outside.png'], {});
      const table = [
        'file,label',
        'a.png,cat',
        'b.png,cat',
        '../other/outside.png,cat',
        `${join(folder, 'other/outside.png')},dog`,
        '/etc/passwd,dog',
        'C:\\x\\a.gif,dog',
        'a.png,cat',
        'a.png,dog',
        'nothing.png,dog',
        'c.png',
        'd.png,dog,more,fields',
        '__proto__,dog',
        'c.png,__proto__',
        `${'x'.repeat(100_000)},dog`,
        '"never closed,dog',
        '',
      ].join('\n');
      const root = join(folder, 'set');
      await writeTableDataset(root, four, { 'labels.csv': table });
      const { session, notes } = await open(root);
      await session.preparation.index(call);
      expect(labels(session)).toEqual({ 'a.png': 'cat', 'b.png': 'cat', 'c.png': '__proto__', 'd.png': '-' });
      const said = notes.join(' ');
      expect(said).toMatch(/4 rows whose path leads out of the dataset/);
      expect(said).toMatch(/1 row that says again/);
      expect(said).toMatch(/1 row that gives an image another label/);
      expect(said).toMatch(/3 lines that are no row/);
      expect(said).toMatch(/1 image without a row/);
      expect(said.length).toBeLessThan(3000);
      await decide(session, 'a.png', { kind: 'delete' });
      await session.changes.apply(call);
      expect(await text(root, 'labels.csv')).toBe(table.replaceAll(/^a\.png.*\n/gm, ''));
      expect(Object.keys(await contents(folder))).toContain('other/outside.png');
      await session.changes.undoApply(call);
      expect(await text(root, 'labels.csv')).toBe(table);
    }));

  it.each([
    [
      'UTF-16',
      'utf-16le',
      Buffer.from('\ufefffile,label\r\na.png,Käfer\r\nb.png,Käfer\r\nc.png,dog\r\nd.png,dog\r\n', 'utf16le'),
    ],
    [
      'Windows-1252',
      'windows-1252',
      Buffer.from('file,label\na.png,K\xe4fer\nb.png,K\xe4fer\nc.png,dog\nd.png,dog\n', 'latin1'),
    ],
  ] as const)('%s is read and written in its own encoding', (name, encoding, bytes) =>
    withFolder(async (folder) => {
      const root = join(folder, 'set');
      await writeTableDataset(root, four, { 'labels.csv': bytes });
      const { session, notes } = await open(root);
      await session.preparation.index(call);
      expect(notes.join()).toContain(name);
      expect(labels(session)['a.png']).toBe('Käfer');
      await decide(session, 'c.png', { kind: 'relabel', to: 'Käfer' });
      await decide(session, 'd.png', { kind: 'relabel', to: '甲虫' });
      const { applied, skipped } = await session.changes.apply(call);
      const isWide = encoding === 'utf-16le';
      expect(applied).toBe(isWide ? 2 : 1);
      expect(skipped.map(({ reason }) => reason).join()).toMatch(isWide ? /^$/ : /cannot write the name 甲虫/);
      expect(new TextDecoder(encoding).decode(await readFile(join(root, 'labels.csv')))).toMatch(/c\.png,Käfer/);
      await session.changes.undoApply(call);
      expect(await readFile(join(root, 'labels.csv'))).toEqual(bytes);
    }),
  );

  it('binary files and broken JSON are no tables', () =>
    withFolder(async (folder) => {
      const root = join(folder, 'set');
      await writeTableDataset(root, four, {
        'labels.csv': Buffer.alloc(500, 'a\0\0b'),
        'metadata.json': '{"images": [{"file_name": "a.png"}], "annotations": [}, "categories": []',
      });
      expect((await open(root)).session.summary().layout).toBe('pile (no classes yet)');
      await expect(open(root, 'table')).rejects.toThrow(
        /labels\.csv is no text.*no valid JSON|no valid JSON.*is no text/s,
      );
    }));

  it('a table that goes while the dataset is open leaves the images unsorted, and comes back with it', () =>
    withFolder(async (folder) => {
      const { root, session } = await csvSet(folder);
      await rename(join(root, 'labels.csv'), join(folder, 'labels.csv'));
      await session.outside.follow();
      expect(labels(session)['a.png']).toBe('-');
      await rename(join(folder, 'labels.csv'), join(root, 'labels.csv'));
      await session.outside.follow();
      expect(labels(session)).toEqual(flat);
      await rm(join(root, 'a.png'));
      await session.outside.follow();
      expect(labels(session)).toEqual({ 'b.png': 'cat', 'c.png': 'dog', 'd.png': 'dog' });
    }));
});
