import * as assert from 'node:assert/strict';
import { commands } from 'vscode';
import { note } from '../support/notes';
import { extension } from './scene';

describe('activation', () => {
  it('waits until it is needed, and is quick', async () => {
    assert.equal(extension().isActive, false, 'something activated the extension before it was needed');
    const began = performance.now();
    await extension().activate();
    note(`activation: ${(performance.now() - began).toFixed(0)} ms`);
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
