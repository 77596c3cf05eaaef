import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  ResponseError,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { datasetRequests } from '../../src/protocol/requests';
import { programs } from '../support/workspace';
import { GuardedScene } from './support/guardedScene';
import { hostilePaths, junk } from './support/hostileValues';
import { Random } from './support/random';

const rounds = process.env.WINNOW_SAFETY === 'long' ? 20_000 : 1000;
/** What the engine answers where the caller is to blame; anything else would be a fault of ours. */
const userErrorCode = 1;

let scene: GuardedScene;
let child: ChildProcess;
let connection: MessageConnection;
let stderr = '';

beforeEach(async () => {
  scene = new GuardedScene();
  stderr = '';
  child = fork(join(programs, 'engine.js'), [JSON.stringify({ ...scene.folders, threads: 1 })], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  connection.listen();
  await connection.sendRequest('open', { folder: scene.root, readOnly: false });
});

afterEach(async () => {
  connection.dispose();
  child.disconnect();
  await new Promise((done) => (child.exitCode === null ? child.once('exit', done) : done(0)));
  scene.remove();
});

/** Sends a request; resolves to the error that it was answered with, or undefined. */
async function ask(name: string, params: object): Promise<ResponseError<unknown> | undefined> {
  try {
    await connection.sendRequest(name, params);
    return undefined;
  } catch (error) {
    if (error instanceof ResponseError) return error as ResponseError<unknown>;
    throw error;
  }
}

it('what is no message is dropped: a cancellation of nothing ends no engine', async () => {
  for (const params of [undefined, null, {}, { id: null }, { id: {} }, [], 'all'])
    child.send({ jsonrpc: '2.0', method: '$/cancelRequest', ...(params !== undefined && { params }) });
  for (const message of ['', 1, {}, { jsonrpc: '2.0' }, { jsonrpc: '2.0', id: {}, method: 'summary' }, [{}]])
    child.send(message);
  expect(await ask('summary', { dataset: 'nothing' })).toMatchObject({ code: userErrorCode });
  expect(child.exitCode).toBeNull();
  expect(stderr).toBe('');
});

/** A table or a plan of decisions as somebody might hand it over: hostile paths and classes, torn or broken lines. */
function hostileTable(random: Random): Uint8Array {
  const places = ['cat/1.png', 'cat/2.png', 'dog/1.png', ...hostilePaths(scene.outside)];
  const quoted = (text: string): string => `"${text.replaceAll('"', '""').replaceAll('\0', '')}"`;
  const line = (): string => {
    const [path, to] = [random.pick(places), random.pick(['dog', 'new', ...places])];
    const decision = random.pick(['delete', 'relabel', 'set-aside', 'keep', 'restore', 'explode']);
    return [path, '', '', decision, decision === 'relabel' ? to : ''].map(quoted).join();
  };
  const lines = Array.from({ length: 1 + random.below(3) }, line);
  const decisions = [{ path: random.pick(places), decision: 'relabel', to: random.pick(places) }];
  const text = random.pick([
    ['path,hash,given,decision,new_label', ...lines].join('\n'),
    ['name,label', ...lines.map(() => `${quoted(random.pick(places))},${quoted(random.pick(places))}`)].join('\r\n'),
    JSON.stringify({ decisions }),
    'path,decision,new_label\n"torn',
    '[',
  ]);
  const bytes = Buffer.from(text);
  return Uint8Array.from(random.chance(0.9) ? bytes : bytes.subarray(0, random.below(bytes.length)));
}

/** Parameters near enough to good ones to get past the first check, with something hostile in them. */
function nearlyGood(random: Random, name: string): Record<string, unknown> {
  const path = random.pick(hostilePaths(scene.outside));
  const rows = Uint32Array.from({ length: random.below(6) }, () => random.pick([0, 1, 3, 6, 7, 2 ** 32 - 1]));
  const hash = random.pick(['', '0'.repeat(64), path]);
  const decision = random.pick([
    { kind: 'relabel', to: path },
    { kind: 'relabel', to: 'dog' },
    { kind: 'delete' },
    { kind: 'restore' },
    { kind: 'set-aside' },
    null,
  ]);
  const good: Record<string, Record<string, unknown>> = {
    view: { query: random.pick([`name:"${path}"`, '('.repeat(5000), 'class:', path, 'is:decided']), sort: 'name' },
    rows: { rows },
    thumbnails: { rows },
    preview: { row: random.pick([0, 6, 1e9, -1, 0.5]), longestSide: random.pick([16, 8192, 1e9]) },
    details: { row: random.pick([0, 6, 1e9, -1]) },
    decide: { rows, decision },
    accept: { rows },
    readImport: { file: { name: path, bytes: hostileTable(random) } },
    importDecisions: {
      file: { name: path, bytes: hostileTable(random) },
      chosen: ['new', 'replaces', 'new-class', 'unlisted'].filter(() => random.chance(0.7)),
    },
    edit: { changes: [{ path, hash, after: decision ?? undefined }], epoch: random.pick([0, 1, 1e9]) },
  };
  return good[name] ?? {};
}

describe('the engine, asked for anything', () => {
  it('answers every request, blames the asker in words, and changes nothing outside the dataset', async () => {
    const random = new Random(1);
    // *Empty Trash* is the one thing that removes files for good, and only the host asks for it.
    const all = Object.keys(datasetRequests).filter((name) => name !== 'close' && name !== 'emptyTrash');
    // What changes most comes more often.
    const names = [...all, 'decide', 'edit', 'importDecisions', 'importDecisions', 'applyChanges'];
    const refused = new Map<string, number>();
    for (let round = 0; round < rounds; round++) {
      const name = random.pick(names);
      const params = nearlyGood(random, name);
      const key = random.pick([...Object.keys(params), 'rows', 'row']);
      if (random.chance(0.6)) params[key] = junk(random);
      const dataset = random.chance(0.95) ? scene.root : random.pick([...hostilePaths(scene.outside), scene.outside]);
      const error = await ask(name, { ...params, dataset });
      if (!error) continue;
      const where = `round ${round}, ${name}: ${error.message}`;
      expect(error.code, where).toBe(userErrorCode);
      expect(error.message, where).not.toMatch(/at .*:\d+:\d+|\[object|Cannot read/);
      refused.set(name, (refused.get(name) ?? 0) + 1);
    }
    scene.expectGuarded('after all rounds');
    expect(child.exitCode, stderr).toBeNull();
    expect(stderr).toBe('');
    expect(refused.size).toBeGreaterThan(5);
    const total = [...refused.values()].reduce((a, b) => a + b, 0);
    console.info(`${rounds} requests to the engine, ${total} refused, nothing outside changed`);
  });
});
