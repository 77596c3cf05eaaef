import * as assert from 'node:assert/strict';
import { basename, join, sep } from 'node:path';
import { commands } from 'vscode';
import { note } from '../support/notes';
import { extension } from './scene';

describe('activation', () => {
  it('waits until it is needed, and is quick', async () => {
    assert.equal(extension().isActive, false, 'something activated the extension before it was needed');
    const own = measureOwn(join(extension().extensionPath, 'dist', 'extension.js'));
    const began = performance.now();
    const cpu = process.cpuUsage();
    await extension().activate();
    // Of the whole process: on a busy machine it says more than the clock. Most of it is VS Code's own.
    const all = busyMs(cpu);
    note(
      `activation: ${(performance.now() - began).toFixed(0)} ms, ${all.toFixed(0)} ms of processor time; ` +
        `of that Winnow ${own.loading.toFixed(1)} ms to load and ${own.activating.toFixed(1)} ms to activate`,
    );
    assert.equal(extension().isActive, true);
    assert.ok(own.loading > 0 && own.activating > 0, 'the extension was not measured');
  });

  it('loads nothing but the names', () => {
    const programs = join(extension().extensionPath, 'dist') + sep;
    const loaded = Object.keys(require.cache).filter((file) => file.startsWith(programs));
    assert.deepEqual(
      loaded.map((file) => basename(file)),
      ['extension.js'],
    );
  });

  it('registers every command that the manifest names', async () => {
    const manifest = extension().packageJSON as { contributes: { commands: { command: string }[] } };
    const named = manifest.contributes.commands.map(({ command }) => command);
    assert.ok(named.length >= 6, `only ${named.length} commands`);
    const registered = new Set(await commands.getCommands(true));
    assert.deepEqual(
      named.filter((command) => !registered.has(command)),
      [],
    );
  });
});

function busyMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

/** Measures what the extension itself does when VS Code activates it. Both are synchronous, so nothing else is counted. */
function measureOwn(program: string): { loading: number; activating: number } {
  const own = { loading: 0, activating: 0 };
  const load = require.extensions['.js']!;
  require.extensions['.js'] = (module, file) => {
    const before = process.cpuUsage();
    load(module, file);
    if (file !== program) return;
    own.loading = busyMs(before);
    require.extensions['.js'] = load;
    const { activate, ...others } = module.exports as { activate: (context: unknown) => unknown };
    module.exports = {
      ...others,
      activate: (context: unknown) => {
        const called = process.cpuUsage();
        const exports = activate(context);
        own.activating = busyMs(called);
        return exports;
      },
    };
  };
  return own;
}
