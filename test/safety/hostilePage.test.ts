import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Webview, WebviewPanel } from 'vscode';
import type { DatasetDocument } from '../../src/host/editor/datasetDocument';
import { Openings } from '../../src/host/editor/openings';
import { connectPage } from '../../src/host/editor/pageConnection';
import type { EngineClient } from '../../src/host/engine/engineClient';
import { decision, forwardedFromPage, hostRequests } from '../../src/protocol/requests';
import { hostilePaths, junk } from './support/hostileValues';
import { Random } from './support/random';

/** What reached the editor and the engine, in order. */
const seen = vi.hoisted((): { name: string; params: unknown }[] => []);

vi.mock('vscode', () => ({
  l10n: { t: (text: string) => text },
  Uri: { file: (path: string) => path },
  commands: { executeCommand: async (name: string) => void seen.push({ name, params: undefined }) },
  window: { createOutputChannel: () => ({ error: () => undefined, warn: () => undefined, show: () => undefined }) },
  workspace: { getConfiguration: () => ({ get: () => undefined }) },
}));

const rounds = process.env.WINNOW_SAFETY === 'long' ? 200_000 : 10_000;
const own = '/data/pets';
const commandsAllowed = [
  'winnow.applyPreviewed',
  'winnow.undoLastApply',
  'winnow.retrain',
  'workbench.action.openSettings',
  'winnow.showLeftOutFiles',
  'winnow.chooseLayout',
  'revealInExplorer',
];

/** What changes decisions, after the check of `hostRequests`. */
const decides = ['decide', 'accept', 'acceptFindings', 'dismissFindings'];

/** The request with which every page begins. */
const begins = 'begins';

const nothing = (): { dispose: () => void } => ({ dispose: () => undefined });

interface Reply {
  readonly id?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** A page that somebody else took over: it can post whatever it wants. */
class HostilePage {
  readonly replies: Reply[] = [];
  private listener: (message: unknown) => void = () => undefined;

  constructor(mayChange: boolean) {
    const webview: Partial<Webview> = {
      onDidReceiveMessage: (listener: (message: unknown) => void) => {
        this.listener = listener;
        return { dispose: () => undefined };
      },
      postMessage: (message: Reply) => {
        if (message.id !== begins) this.replies.push(message);
        return Promise.resolve(true);
      },
    };
    const note = async (name: string, params: unknown): Promise<void> => void seen.push({ name, params });
    const document: Partial<DatasetDocument> = {
      mayChange,
      openings: new Openings(),
      id: () => Promise.resolve(own),
      current: () => Promise.reject(new Error('It is still being opened.')),
      decide: (rows, made) => note('decide', { rows, decision: made }),
      accept: (rows) => note('accept', { rows }),
      acceptFindings: (selection) => note('acceptFindings', selection).then(() => ({ asked: 0, other: 0, stale: 0 })),
      dismissFindings: (selection) => note('dismissFindings', selection),
      listen: () => ({ progress: [] }),
      unlisten: () => undefined,
      onEvent: nothing,
    };
    const engine: Partial<EngineClient> = {
      forward: note,
      ask: () => Promise.reject(new Error('There is no image of that number.')),
    };
    const panel: Partial<WebviewPanel> = { webview: webview as Webview, onDidChangeViewState: nothing };
    const begin = {
      peek: () => ({ query: '', split: [] }),
      take: () => ({ query: '', split: [] }),
    };
    connectPage(panel as WebviewPanel, document as DatasetDocument, engine as EngineClient, begin);
    // A page that has not begun decides nothing.
    this.post({ jsonrpc: '2.0', id: begins, method: 'ready', params: {} });
  }

  post(message: unknown): void {
    this.listener(message);
  }
}

beforeEach(() => {
  seen.length = 0;
});

describe('a hostile page', () => {
  it('reaches its own dataset and nothing else, with decisions that were checked', async () => {
    const random = new Random(3);
    const page = new HostilePage(true);
    const names = [
      ...forwardedFromPage,
      ...Object.keys(hostRequests),
      'open',
      'sample',
      'index',
      'edit',
      'applyChanges',
    ];
    for (let id = 0; id < rounds; id++) {
      const path = random.pick(hostilePaths('/outside'));
      const params = random.pick<unknown>([
        junk(random),
        { ...(junk(random) as object), dataset: path },
        { rows: Uint32Array.of(0, 2 ** 32 - 1), decision: { kind: 'relabel', to: path }, dataset: path },
        { rows: [path], decision: { kind: 'delete', to: path } },
        { name: random.pick(['apply', 'revealInExplorer', 'workbench.action.terminal.new', path]), row: path },
        Object.create({ dataset: path }),
      ]);
      page.post({ jsonrpc: '2.0', id, method: random.pick(names), params });
      if (id % 100 === 0) await nextTurn();
    }
    await vi.waitFor(() => expect(page.replies.length).toBe(rounds), { timeout: 20_000 });
    for (const { name, params } of seen) {
      if (name === 'decide')
        expect(decision.nullable().safeParse((params as { decision: unknown }).decision).success).toBe(true);
      else if ((forwardedFromPage as readonly string[]).includes(name)) expect(params).toMatchObject({ dataset: own });
      else if (!decides.includes(name)) expect(commandsAllowed).toContain(name);
    }
    const reached = new Set(seen.map(({ name }) => name));
    expect(reached).toContain('decide');
    expect(reached).toContain('view');
    for (const { error } of page.replies) if (error) expect(error.message).not.toMatch(/at .*:\d+:\d+|Cannot read/);
    console.info(`${rounds} requests of a page, ${seen.length} passed the checks`);
  });

  it('decides nothing in a restricted workspace', async () => {
    const page = new HostilePage(false);
    const rows = Uint32Array.of(0);
    page.post({ jsonrpc: '2.0', id: 1, method: 'decide', params: { rows, decision: { kind: 'delete' } } });
    page.post({ jsonrpc: '2.0', id: 2, method: 'accept', params: { rows } });
    await vi.waitFor(() => expect(page.replies.length).toBe(2));
    expect(page.replies.map(({ error }) => error?.message)).toEqual(Array(2).fill(expect.stringMatching(/restricted/)));
    expect(seen).toEqual([]);
  });

  it('breaks nothing with messages that are no requests', async () => {
    const random = new Random(4);
    const page = new HostilePage(true);
    for (let round = 0; round < rounds / 10; round++) {
      const method = random.pick(['summary', 'nothing', '$/cancelRequest', '$/progress', '', '__proto__', 'ready']);
      page.post(
        random.pick([
          junk(random),
          { jsonrpc: '2.0', id: junk(random), method, params: junk(random) },
          { jsonrpc: '2.0', method, params: junk(random) },
          { jsonrpc: '2.0', id: round, result: junk(random) },
          { jsonrpc: '2.0', id: round, error: junk(random) },
          { id: round },
        ]),
      );
      await nextTurn();
    }
    page.post({ jsonrpc: '2.0', id: 'last', method: 'summary', params: {} });
    await vi.waitFor(() => expect(page.replies.some(({ id }) => id === 'last')).toBe(true));
  });
});
