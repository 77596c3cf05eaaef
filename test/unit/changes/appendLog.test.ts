import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppendLog, LogDamagedError, readLog } from '../../../src/engine/log/appendLog';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'winnow-log-'));
  path = join(folder, 'log.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

async function write(...groups: object[][]): Promise<void> {
  const log = await AppendLog.open(path);
  for (const group of groups) await log.append(group);
  await log.close();
}

async function read(): Promise<unknown[]> {
  const log = await AppendLog.open(path);
  await log.close();
  return log.takeRecords().map(({ n }) => n);
}

describe('AppendLog', () => {
  it('keeps records over restarts, one line of JSON each', async () => {
    await write([{ n: 1 }, { n: 2 }], [{ n: 3 }]);
    await write([{ n: 4 }]);
    expect(await read()).toEqual([1, 2, 3, 4]);
    expect(
      readFileSync(path, 'utf8')
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { seq: number }).seq),
    ).toEqual([1, 2, 3, 4]);
  });

  it('cuts off a torn end wherever it was torn, and goes on', async () => {
    await write([{ n: 1 }], [{ n: 2, text: 'é'.repeat(50) }]);
    const whole = readFileSync(path);
    const first = whole.indexOf(0x0a) + 1;
    for (let size = first; size < whole.length; size++) {
      writeFileSync(path, whole.subarray(0, size));
      await write([{ n: 3 }]);
      expect(await read(), `torn at ${size}`).toEqual([1, 3]);
    }
  });

  it('takes a bad line of the last group for torn, also when good lines of it follow', async () => {
    await write([{ n: 1 }], [{ n: 2 }, { n: 3 }, { n: 4 }]);
    const text = readFileSync(path, 'utf8').replace('"n":2', '"n":7');
    writeFileSync(path, text);
    expect(await read()).toEqual([1]);
    expect(readdirSync(folder)).toContain('log.jsonl.torn-1');
  });

  it('treats what was not fsynced between as one group', async () => {
    const log = await AppendLog.open(path);
    await log.append([{ n: 1 }]);
    await log.append([{ n: 2 }], { durable: false });
    await log.append([{ n: 3 }]);
    await log.close();
    writeFileSync(path, readFileSync(path, 'utf8').replace('"n":2', '"n":7'));
    expect(await read()).toEqual([1]);
  });

  it.each(['"n":2', '"seq":2', '\n{"seq":2'])('refuses damage before the last group (%s)', async (target) => {
    await write([{ n: 1 }], [{ n: 2 }], [{ n: 3 }], [{ n: 4 }]);
    writeFileSync(path, readFileSync(path, 'utf8').replace(target, target.replace('2', '9')));
    const error = await AppendLog.open(path).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(LogDamagedError);
    expect(error).toMatchObject({ path, line: 2 });
    expect(readdirSync(folder).sort()).toEqual(['log.jsonl', 'log.jsonl.damaged-1']);
    await AppendLog.open(path).catch(() => undefined);
    expect(readdirSync(folder)).toHaveLength(2);
    expect((await readLog(path)).damage).toMatchObject({ line: 2 });
  });

  it('refuses a line that was taken out or put in another place', async () => {
    await write([{ n: 1 }], [{ n: 2 }], [{ n: 3 }], [{ n: 4 }]);
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    writeFileSync(path, `${[lines[0], lines[2], lines[3]].join('\n')}\n`);
    await expect(AppendLog.open(path)).rejects.toThrow(LogDamagedError);
    writeFileSync(path, `${[lines[0], lines[2], lines[1], lines[3]].join('\n')}\n`);
    await expect(AppendLog.open(path)).rejects.toThrow(LogDamagedError);
  });

  it('takes a file of zeros or of nonsense for torn, keeping what has lines', async () => {
    appendFileSync(path, Buffer.alloc(5000));
    expect(await read()).toEqual([]);
    writeFileSync(path, 'no log at all\n');
    expect(await read()).toEqual([]);
    expect(readFileSync(join(folder, 'log.jsonl.torn-1'), 'utf8')).toBe('no log at all\n');
  });
});
