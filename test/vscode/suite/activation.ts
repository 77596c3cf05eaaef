import * as assert from 'node:assert/strict';
import { commands } from 'vscode';
import { note } from '../support/notes';
import { extension } from './scene';

describe('activation', () => {
  it('waits until it is needed, and is quick', async () => {
    assert.equal(extension().isActive, false, 'something activated the extension before it was needed');
    const began = performance.now();
    const cpu = process.cpuUsage();
    await extension().activate();
    const { user, system } = process.cpuUsage(cpu);
    // Of the whole process: on a busy machine it says more than the clock.
    const busy = ((user + system) / 1000).toFixed(0);
    note(`activation: ${(performance.now() - began).toFixed(0)} ms, ${busy} ms of processor time`);
    assert.equal(extension().isActive, true);
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
