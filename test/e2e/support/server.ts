import { spawn } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { isAlive } from './processTree';

/** Variables of the editor that the tests themselves may be run from; with them VS Code behaves as its child. */
const inherited = /^(VSCODE_|ELECTRON_|CODE_SERVER_|NODE_OPTIONS$|VITEST|npm_)/;

/** The environment a user's shell would give, plus what the test asks for. */
export function cleanEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !inherited.test(name));
  return { ...Object.fromEntries(own), ...extra };
}

export async function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => done(port));
    });
  });
}

export interface ServerProcess {
  node: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  logFile: string;
}

/** Starts a server whose output goes to a file, so that it outlives a slow reader and can be shown after a failure. */
export function spawnServer({ node, args, env, logFile }: ServerProcess): number {
  const log = openSync(logFile, 'a');
  try {
    const child = spawn(node, args, { env, stdio: ['ignore', log, log], detached: true });
    // A failed start is found by waitUntilServing, with the log; without a listener it would end the test process.
    child.on('error', () => undefined);
    child.unref();
    if (child.pid === undefined) throw new Error(`${node} could not be started`);
    return child.pid;
  } finally {
    closeSync(log);
  }
}

/** Resolves when the server answers; fails early, with its log, when it ends. */
export async function waitUntilServing(url: string, pid: number, logFile: string, withinMs = 90_000): Promise<void> {
  const end = Date.now() + withinMs;
  for (;;) {
    const answered = await fetch(url, { redirect: 'manual' }).then(
      (response) => response.status < 500,
      () => false,
    );
    if (answered) return;
    const dead = !isAlive(pid);
    if (dead || Date.now() > end) {
      const log = await readFile(logFile, 'utf8').catch(() => '(no log)');
      throw new Error(`The test editor ${dead ? 'ended' : 'did not answer'} at start:\n${log.slice(-4000)}`);
    }
    await new Promise((done) => setTimeout(done, 100));
  }
}
