import { execFileSync } from 'node:child_process';
import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../src/core/decisions/decision';
import { reverseChanges } from '../../../src/core/decisions/decision';
import type { ExportFormat, ImportChoice, ImportPreview } from '../../../src/protocol/exchange';
import { writeManyImages } from '../../fixtures/manyImages';
import { decisionCounts } from '../../support/decisionCounts';
import { startEngineProcess, type EngineProcess } from '../../support/engineProcess';
import { eventually } from '../../support/eventually';
import { contents, withFolder } from '../../support/workspace';

function start(folder: string): EngineProcess {
  return startEngineProcess({ cacheFolder: join(folder, 'cache') });
}

/** One dataset that is open in an engine. */
class Open {
  private constructor(
    readonly engine: EngineProcess,
    readonly folder: string,
    readonly dataset: string,
  ) {}

  static async of(engine: EngineProcess, folder: string): Promise<Open> {
    return new Open(engine, folder, await engine.openRead(folder));
  }

  async rows(query = ''): Promise<Uint32Array> {
    return (await this.engine.ask('view', { dataset: this.dataset, query, sort: 'name' })).order;
  }

  async paths(query = ''): Promise<readonly string[]> {
    return (await this.engine.ask('rows', { dataset: this.dataset, rows: await this.rows(query) })).paths;
  }

  async decide(path: string, decision: Decision): Promise<void> {
    const index = (await this.paths()).indexOf(path);
    const rows = Uint32Array.of((await this.rows())[index]);
    const { changes } = await this.engine.ask('decide', { dataset: this.dataset, rows, decision });
    expect(changes).toHaveLength(1);
  }

  async export(format: ExportFormat): Promise<string> {
    const { bytes } = await this.engine.ask('exportDecisions', { dataset: this.dataset, format });
    return new TextDecoder().decode(bytes);
  }

  readImport(text: string): Promise<ImportPreview> {
    return this.engine.ask('readImport', { dataset: this.dataset, file: fileOf(text) });
  }

  import(text: string, chosen: ImportChoice[] = ['new']): ReturnType<typeof this.importing> {
    return this.importing(text, chosen);
  }

  private importing(text: string, chosen: ImportChoice[]) {
    return this.engine.ask('importDecisions', { dataset: this.dataset, file: fileOf(text), chosen });
  }

  apply() {
    return this.engine.ask('applyChanges', { dataset: this.dataset });
  }

  pending() {
    return this.engine.ask('summary', { dataset: this.dataset }).then(({ pending }) => pending);
  }
}

function fileOf(text: string): { name: string; bytes: Uint8Array } {
  return { name: 'decisions.csv', bytes: new TextEncoder().encode(text) };
}

const groupsOf = (preview: ImportPreview): Record<string, number> =>
  Object.fromEntries(preview.groups.map(({ kind, count }) => [kind, count]));

/** A dataset with names that break careless code, and a copy of it made before anything was decided. */
async function twoCopies(folder: string): Promise<{ first: string; second: string }> {
  const first = join(folder, 'first');
  const second = join(folder, 'second');
  await writeManyImages(first, 24, { seed: 3, classes: 3 });
  const awkward = ['class-01/it\'s, "so"\n.jpg', 'class-02/-rf.jpg', 'class-03/=1+1.jpg'];
  for (const [i, name] of awkward.entries())
    await rename(join(first, `class-0${i + 1}`, `${String(i).padStart(6, '0')}.jpg`), join(first, name));
  await writeFile(join(first, 'class-01', 'it\'s, "so"\n.txt'), 'a caption');
  // Its name is taken where it goes.
  await cp(join(first, 'class-02', '000004.jpg'), join(first, 'class-01', '000007.jpg'));
  await cp(first, second, { recursive: true, preserveTimestamps: true });
  return { first, second };
}

const decisions: Readonly<Record<string, Decision>> = {
  'class-01/it\'s, "so"\n.jpg': { kind: 'relabel', to: 'class-02' },
  'class-02/-rf.jpg': { kind: 'delete' },
  'class-03/=1+1.jpg': { kind: 'set-aside' },
  'class-01/000003.jpg': { kind: 'keep' },
  'class-02/000007.jpg': { kind: 'relabel', to: 'class-01' },
  'class-03/000005.jpg': { kind: 'relabel', to: 'new, class' },
};

describe('decisions exported from one copy and imported into another', () => {
  it('make the same tree there; one undo takes all of them back', () =>
    withFolder(async (folder) => {
      const { first, second } = await twoCopies(folder);
      const engine = start(folder);
      const a = await Open.of(engine, first);
      for (const [path, decision] of Object.entries(decisions)) await a.decide(path, decision);
      const table = await a.export('decisions');

      const b = await Open.of(engine, second);
      const before = await contents(second);
      expect(groupsOf(await b.readImport(table))).toEqual({ new: 5, 'new-class': 1 });
      const receipt = await b.import(table, ['new', 'new-class']);
      expect(receipt).toMatchObject({ label: 'Import Decisions' });
      expect(await b.pending()).toEqual(decisionCounts({ keep: 1, relabel: 3, delete: 1, 'set-aside': 1 }));
      expect(await contents(second)).toEqual(before);
      expect(groupsOf(await b.readImport(table))).toEqual({ agreed: 6 });

      const { changes, epoch } = receipt;
      await engine.ask('edit', { dataset: b.dataset, changes: reverseChanges(changes), epoch });
      expect(await b.pending()).toEqual(decisionCounts({}));
      await engine.ask('edit', { dataset: b.dataset, changes: [...changes], epoch });
      expect(await a.apply()).toMatchObject({ applied: 5, skipped: [] });
      expect(await b.apply()).toMatchObject({ applied: 5, skipped: [] });
      expect(await contents(second)).toEqual(await contents(first));
      expect(Object.keys(await contents(first))).toContain('class-01/000007 (2).jpg');
    }));

  it('are found by content where files were renamed, and conflicts are told apart', () =>
    withFolder(async (folder) => {
      const { first, second } = await twoCopies(folder);
      const engine = start(folder);
      const a = await Open.of(engine, first);
      for (const [path, decision] of Object.entries(decisions)) await a.decide(path, decision);
      const table = await a.export('decisions');

      await rename(join(second, 'class-02', '-rf.jpg'), join(second, 'class-02', 'renamed.jpg'));
      await rm(join(second, 'class-03', '=1+1.jpg'));
      await cp(join(second, 'class-03', '000008.jpg'), join(second, 'class-01', '000003.jpg'), { force: true });
      const b = await Open.of(engine, second);
      await b.decide('class-02/000007.jpg', { kind: 'delete' });
      const preview = await b.readImport(table);
      expect(groupsOf(preview)).toEqual({ new: 2, replaces: 1, 'new-class': 1, changed: 1, missing: 1 });
      expect(preview.groups[0]).toMatchObject({ kind: 'new', moved: 1 });
      await b.import(table);
      expect(await b.paths('decision:delete')).toEqual(['class-02/000007.jpg', 'class-02/renamed.jpg']);
      await b.import(table, ['replaces']);
      expect(await b.paths('decision:delete')).toEqual(['class-02/renamed.jpg']);
    }));

  it('reach damaged files, too', () =>
    withFolder(async (folder) => {
      const { first, second } = await twoCopies(folder);
      for (const root of [first, second]) {
        await writeFile(join(root, 'class-01', 'torn.jpg'), Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]));
        // Its first bytes are of no image: it is not read whole until somebody wants to know its content.
        await writeFile(join(root, 'class-01', 'page.jpg'), '<html>not found</html>');
      }
      const engine = start(folder);
      const a = await Open.of(engine, first);
      const decision: Decision = { kind: 'delete' };
      await engine.ask('decide', { dataset: a.dataset, rows: await a.rows('is:unreadable'), decision });
      const table = await a.export('decisions');
      for (const name of ['torn', 'page']) expect(table).toContain(`class-01/${name}.jpg,`);
      const b = await Open.of(engine, second);
      expect(groupsOf(await b.readImport(table))).toEqual({ new: 2 });
      await b.import(table);
      expect(await b.pending()).toMatchObject({ delete: 2 });
      // What stays, as fastai writes it, lists no damaged files.
      expect(groupsOf(await b.readImport(await a.export('cleaned')))).toEqual({ agreed: 25 });
    }));

  it('can be replayed after they were applied, and after the trash was emptied', () =>
    withFolder(async (folder) => {
      const { first, second } = await twoCopies(folder);
      const engine = start(folder);
      const a = await Open.of(engine, first);
      for (const [path, decision] of Object.entries(decisions)) await a.decide(path, decision);
      const beforeApply = await a.export('all-decisions');
      await a.apply();
      expect(await a.export('all-decisions')).toBe(beforeApply);
      expect(await engine.ask('emptyTrash', { dataset: a.dataset })).toMatchObject({ files: 1, skipped: [] });
      const table = await a.export('all-decisions');
      const b = await Open.of(engine, second);
      await b.import(table, ['new', 'new-class']);
      await b.apply();
      expect(await contents(second)).toEqual(await contents(first));
    }));
});

describe('fastai’s cleaned.csv', () => {
  it('lists what stays, and makes the same labels in another copy', () =>
    withFolder(async (folder) => {
      const { first, second } = await twoCopies(folder);
      const engine = start(folder);
      const a = await Open.of(engine, first);
      for (const [path, decision] of Object.entries(decisions)) await a.decide(path, decision);
      const table = await a.export('cleaned');
      const lines = table.trimEnd().split('\n');
      expect(lines[0]).toBe('name,label');
      expect(table).toContain('"class-01/it\'s, ""so""\n.jpg",class-02\n');
      expect(table).toContain('class-03/000005.jpg,"new, class"\n');
      expect(table).not.toContain('-rf.jpg');

      const b = await Open.of(engine, second);
      expect(groupsOf(await b.readImport(table))).toEqual({ new: 2, 'new-class': 1, unlisted: 2, agreed: 20 });
      await b.import(table, ['new', 'new-class', 'unlisted']);
      expect(await b.pending()).toMatchObject({ relabel: 3, delete: 2 });
    }));
});

describe('a shell script', () => {
  it.skipIf(process.platform === 'win32')('makes the tree that Apply makes', () =>
    withFolder(async (folder) => {
      const { first, second } = await twoCopies(folder);
      const engine = start(folder);
      const a = await Open.of(engine, first);
      for (const [path, decision] of Object.entries(decisions)) await a.decide(path, decision);
      const script = join(folder, 'decisions.sh');
      await writeFile(script, await a.export('script'));
      const copies = join(folder, 'copies');
      await mkdir(copies);
      await rename(second, join(copies, 'second'));
      const said = execFileSync('sh', [script, join(copies, 'second')], { encoding: 'utf8' });
      expect(said).toBe('6 moved, 0 left alone\n');
      await a.apply();
      const made = await contents(copies);
      const kept = Object.fromEntries(Object.entries(made).filter(([path]) => path.startsWith('second/')));
      const expected = await contents(first);
      expect(Object.keys(kept).map((path) => path.slice('second/'.length))).toEqual(Object.keys(expected));
      expect(Object.values(kept)).toEqual(Object.values(expected));
      const beside = Object.keys(made).filter((path) => !path.startsWith('second/'));
      expect(beside.map((path) => basename(path)).sort()).toEqual(['-rf.jpg', '=1+1.jpg']);
      expect(new Set(beside.map((path) => path.split('/')[0].replace(/\d{8}-\d{6}$/, '')))).toEqual(
        new Set(['first.trash-', 'first.set-aside-']),
      );
    }),
  );
});

it.skipIf(process.platform === 'win32')('a shell script brings back what is to be restored, captions too', () =>
  withFolder(async (folder) => {
    const { first } = await twoCopies(folder);
    const engine = start(folder);
    const a = await Open.of(engine, first);
    const before = await contents(first);
    const rows = (await a.rows('class:class-01')).slice(-2);
    const decision: Decision = { kind: 'delete' };
    const { changes, epoch } = await engine.ask('decide', { dataset: a.dataset, rows, decision });
    expect(await a.apply()).toMatchObject({ applied: 2 });
    // What undoing the deletion means after it was applied.
    await engine.ask('edit', { dataset: a.dataset, changes: reverseChanges(changes), epoch });
    expect(await a.pending()).toMatchObject({ restore: 2 });
    const script = join(folder, 'decisions.sh');
    await writeFile(script, await a.export('script'));
    const said = execFileSync('sh', [script], { encoding: 'utf8' });
    expect(said).toMatch(/^\d+ moved, 0 left alone\n$/);
    expect(await contents(first)).toEqual(before);
  }),
);

describe('a file that is not as it should be', () => {
  it('is refused with the line and the remedy, and never leads out of the dataset', () =>
    withFolder(async (folder) => {
      const { first } = await twoCopies(folder);
      await writeFile(join(dirname(first), 'precious.jpg'), 'precious');
      const a = await Open.of(start(folder), first);
      const text = 'path,hash,decision,new_label\nclass-01/000003.jpg,,delete,\nclass-01/000006.jpg,,burn,\n';
      const message = /decisions\.csv, line 3: "burn" is no decision\. Write keep, relabel/;
      await expect(a.readImport(text)).rejects.toThrow(message);
      await expect(a.import(text)).rejects.toThrow(message);
      expect(await a.pending()).toMatchObject({ delete: 0 });

      const names = ['../precious.jpg', join(folder, 'precious.jpg'), '\\\\host\\share\\x.jpg', 'C:\\x.jpg'];
      const outside = `path,hash,decision,new_label\n${names.map((name) => `"${name}",,delete,\n`).join('')}`;
      expect(groupsOf(await a.readImport(outside))).toEqual({ unsafe: 4 });
      expect((await a.import(outside, ['new', 'replaces', 'new-class', 'unlisted'])).changes).toEqual([]);
    }));
});

describe('the trash', () => {
  it('lists what was deleted and set aside, and puts single files back with their captions', () =>
    withFolder(async (folder) => {
      const { first } = await twoCopies(folder);
      const engine = start(folder);
      const a = await Open.of(engine, first);
      const before = await contents(first);
      const captioned = 'class-01/it\'s, "so"\n.jpg';
      for (const path of [captioned, 'class-02/-rf.jpg', 'class-01/000003.jpg'])
        await a.decide(path, { kind: 'delete' });
      await a.decide('class-03/=1+1.jpg', { kind: 'set-aside' });
      await a.apply();
      const { dataset } = a;
      const listing = await engine.ask('trash', { dataset });
      expect(listing).toMatchObject({ total: 4, setAside: 1, trash: { files: 4 } });
      const files = new Map(listing.files.map((file) => [file.path, file]));
      expect(files.get(captioned)).toMatchObject({ place: 'trash', label: 'class-01', together: 3 });
      expect(files.get('class-03/=1+1.jpg')).toMatchObject({ place: 'set-aside', label: 'class-03', together: 1 });

      await writeFile(join(first, 'class-02', '-rf.jpg'), 'in the way');
      const chosen = [captioned, 'class-02/-rf.jpg', 'class-03/=1+1.jpg'].map((path) => files.get(path)!);
      const references = [...chosen, { journal: 'no-such-run', operation: 7 }];
      const outcome = await engine.ask('restoreFromTrash', {
        dataset,
        files: references.map(({ journal, operation }) => ({ journal, operation })),
      });
      expect(outcome).toMatchObject({ restored: 3, renamed: ['class-02/-rf (2).jpg'], cancelled: false });
      expect(outcome.skipped).toEqual([{ path: 'no-such-run/7', reason: 'It is no longer in the trash.' }]);
      const after = await contents(first);
      expect(after).toEqual({
        ...Object.fromEntries(Object.entries(before).filter(([path]) => path !== 'class-01/000003.jpg')),
        'class-02/-rf.jpg': after['class-02/-rf.jpg'],
        'class-02/-rf (2).jpg': before['class-02/-rf.jpg'],
      });
      expect((await engine.ask('trash', { dataset })).files.map(({ path }) => path)).toEqual(['class-01/000003.jpg']);
      // What came back is no longer among the decisions that another copy would get.
      const exported = await eventually('all files read again', () => a.export('all-decisions'));
      expect(exported.split('\n').filter((line) => line.includes(',delete,'))).toHaveLength(1);
    }));

  it('is emptied of what the journal knows, and of nothing else; what was set aside stays', () =>
    withFolder(async (folder) => {
      const { first } = await twoCopies(folder);
      const engine = start(folder);
      const a = await Open.of(engine, first);
      await a.decide('class-02/-rf.jpg', { kind: 'delete' });
      await a.decide('class-03/=1+1.jpg', { kind: 'set-aside' });
      await a.apply();
      const { dataset } = a;
      const state = join(folder, '.winnow');
      const stored = Object.keys(await contents(state));
      const trash = stored.find((path) => path.endsWith('-rf.jpg'))!;
      await writeFile(join(state, dirname(trash), 'unknown.jpg'), 'not by Winnow');
      const { trash: size } = await engine.ask('trash', { dataset });
      const outcome = await engine.ask('emptyTrash', { dataset });
      expect(outcome).toMatchObject({ files: 1, bytes: size.bytes, skipped: [] });
      const left = Object.keys(await contents(state));
      expect(left).not.toContain(trash);
      expect(left.map((path) => basename(path))).toEqual(expect.arrayContaining(['unknown.jpg', '=1+1.jpg']));
      expect(await engine.ask('trash', { dataset })).toMatchObject({ total: 1, trash: { files: 0, bytes: 0 } });
      expect((await engine.ask('undoLastApply', { dataset })).undone).toBe(1);
    }));
});
