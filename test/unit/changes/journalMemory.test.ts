import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diskOps, type FileOps } from '../../../src/engine/changes/files/fileOps';
import { JournalMemory } from '../../../src/engine/changes/journal/journalMemory';
import { AppendLog } from '../../../src/engine/log/appendLog';

const folder = { path: '' };
let path = '';
let opened = 0;
const ops: FileOps = { ...diskOps, open: (...given) => (opened++, diskOps.open(...given)) };

beforeEach(() => {
  folder.path = mkdtempSync(join(tmpdir(), 'winnow-memory-'));
  path = join(folder.path, 'journal.jsonl');
  opened = 0;
});
afterEach(() => rmSync(folder.path, { recursive: true }));

async function write(run: string): Promise<void> {
  const log = await AppendLog.open(path);
  const begin = { type: 'begin', version: 1, run, kind: 'apply', root: '/set', state: '/state', operations: 0 };
  await log.append([begin, { type: 'end', run, applied: 0, skipped: 0 }]);
  await log.close();
}

async function runs(memory: JournalMemory): Promise<string[]> {
  return (await memory.read()).state.runs.map(({ id }) => id);
}

describe('JournalMemory', () => {
  it('reads a journal once, and again when somebody else wrote', async () => {
    await write('one');
    const memory = new JournalMemory(path, ops);
    expect(await runs(memory)).toEqual(['one']);
    expect(await runs(memory)).toEqual(['one']);
    expect(opened).toBe(1);
    await write('two');
    expect(await runs(memory)).toEqual(['one', 'two']);
    expect(opened).toBe(2);
  });

  it('reads again what was changed in its place, and says that it is damaged', async () => {
    await write('one');
    await write('two');
    const memory = new JournalMemory(path, ops);
    expect(await memory.read()).toMatchObject({ isWhole: true });
    const { atime, mtime } = statSync(path);
    writeFileSync(path, readFileSync(path, 'utf8').replace('apply', 'undo_'));
    utimesSync(path, atime, mtime);
    expect(await memory.read()).toMatchObject({ isWhole: false });
  });

  it('keeps nothing of a torn journal, and nothing of one that is gone', async () => {
    await write('one');
    const memory = new JournalMemory(path, ops);
    appendFileSync(path, '{"torn');
    expect(await memory.read()).toMatchObject({ isWhole: false });
    expect(memory.take()).toBeUndefined();
    rmSync(path);
    expect(await runs(memory)).toEqual([]);
  });

  it('gives it to one writer at a time', async () => {
    await write('one');
    const memory = new JournalMemory(path, ops);
    await memory.read();
    const known = memory.take();
    expect(known?.state.runs).toHaveLength(1);
    expect(memory.take()).toBeUndefined();
    memory.keep(known);
    expect(await runs(memory)).toEqual(['one']);
    expect(opened).toBe(1);
  });
});
