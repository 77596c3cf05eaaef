import { expect, it, vi } from 'vitest';
import { Uri, type WebviewPanel } from 'vscode';
import type { EngineClient } from '../../../src/host/engine/engineClient';
import { DatasetDocument } from '../../../src/host/editor/datasetDocument';
import { connectPage } from '../../../src/host/editor/pageConnection';

vi.mock('vscode', () => {
  class EventEmitter<T> {
    private readonly listeners = new Set<(value: T) => void>();
    readonly event = (listener: (value: T) => void): { dispose(): void } => {
      this.listeners.add(listener);
      return { dispose: () => this.listeners.delete(listener) };
    };
    fire(value: T): void {
      for (const listener of this.listeners) listener(value);
    }
  }
  return {
    EventEmitter,
    CancellationTokenSource: class {
      readonly token = { isCancellationRequested: false };
    },
    Uri: { file: (fsPath: string) => ({ fsPath }) },
    l10n: { t: (text: string) => text },
    commands: {},
    workspace: { getConfiguration: () => ({ get: () => undefined, inspect: () => undefined }) },
  };
});

interface Answer {
  readonly id: number;
  readonly error?: { readonly message: string };
}

/** A page that asks, and a document whose engine opens it when it is told to. */
function page(): {
  readonly document: DatasetDocument;
  readonly decided: Uint32Array[];
  ask(method: string, params: object): Promise<Answer>;
  opened(): Promise<void>;
} {
  const decided: Uint32Array[] = [];
  const opens: (() => void)[] = [];
  const asked = (name: string, { rows }: { rows?: Uint32Array }): Promise<unknown> => {
    if (name === 'decide' && rows) decided.push(rows);
    return name === 'decide' ? Promise.resolve({ changes: [], epoch: 0, label: '' }) : new Promise(() => undefined);
  };
  const engine = {
    askEngine: () => new Promise((done) => opens.push(() => done({ id: 'set' }))),
    ask: asked,
    forward: asked,
  } as unknown as EngineClient;
  const document = new DatasetDocument(Uri.file('/set'), engine, true);
  let receive: (message: unknown) => void = () => undefined;
  const waiting = new Map<number, (answer: Answer) => void>();
  const webview = {
    onDidReceiveMessage: (listener: (message: unknown) => void) => {
      receive = listener;
      return { dispose: () => undefined };
    },
    postMessage: (message: Answer) => {
      waiting.get(message.id)?.(message);
      return Promise.resolve(true);
    },
  };
  const panel = { webview, visible: true, onDidChangeViewState: () => ({ dispose: () => undefined }) };
  // It asks for another view than the one that was fetched ahead, which never comes.
  const begin = { peek: () => ({ query: '', split: [] }), take: () => ({ query: 'class:cat', split: [] }) };
  connectPage(panel as unknown as WebviewPanel, document, engine, begin);
  let last = 0;
  return {
    document,
    decided,
    ask: (method, params) => {
      const id = ++last;
      const answer = new Promise<Answer>((done) => waiting.set(id, done));
      receive({ jsonrpc: '2.0', id, method, params });
      return answer;
    },
    opened: async () => {
      await expect.poll(() => opens.length).toBe(1);
      opens.shift()?.();
    },
  };
}

it('a page decides nothing with rows of an earlier opening, until it has begun again', async () => {
  const { document, decided, ask, opened } = page();
  const rows = Uint32Array.of(3);
  const begun = ask('ready', {});
  await opened();
  expect((await begun).error).toBeUndefined();
  expect((await ask('decide', { rows, decision: { kind: 'delete' } })).error).toBeUndefined();
  expect(decided).toEqual([rows]);

  document.lose({ severity: 'warning', text: 'stopped' });
  const reopened = document.reopen();
  const pressed = ask('decide', { rows, decision: { kind: 'delete' } });
  await opened();
  await reopened;
  expect((await pressed).error?.message).toMatch(/opened again/);
  expect((await ask('decide', { rows, decision: { kind: 'delete' } })).error?.message).toMatch(/opened again/);
  expect(decided).toEqual([rows]);

  await ask('ready', {});
  expect((await ask('decide', { rows, decision: { kind: 'keep' } })).error).toBeUndefined();
  expect(decided).toEqual([rows, rows]);
});
