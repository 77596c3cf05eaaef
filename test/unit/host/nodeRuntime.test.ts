import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeRuntime, type RuntimeFacts } from '../../../src/host/engine/nodeRuntime';
import { withFolder } from '../../support/workspace';

const electron = '/usr/share/code/code';

/** Desktop VS Code as the engine's choice sees it, with stand-ins for the programs on PATH. */
function facts(found: Partial<RuntimeFacts>): RuntimeFacts {
  return {
    wanted: '',
    isTrusted: true,
    workspaceFolders: [],
    execPath: electron,
    isElectron: true,
    environment: {},
    ...found,
  };
}

async function program(folder: string, version: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'node'), `#!/bin/sh\necho ${version}\n`);
  await chmod(join(folder, 'node'), 0o755);
  return folder;
}

describe('what runs the engine', () => {
  it('is the extension host’s own Node where there is one', async () => {
    expect(await nodeRuntime(facts({ isElectron: false, execPath: '/opt/node' }))).toMatchObject({ path: '/opt/node' });
  });

  it('is what the user says, but not in a restricted workspace', async () => {
    expect((await nodeRuntime(facts({ wanted: '/my/node' }))).path).toBe('/my/node');
    expect((await nodeRuntime(facts({ wanted: '/my/node', isTrusted: false }))).path).toBe(electron);
  });

  it.skipIf(process.platform === 'win32')(
    'in Electron, is a Node on PATH that is new enough and not in the workspace',
    async () => {
      await withFolder(async (folder) => {
        const old = await program(join(folder, 'old'), 'v18.20.0');
        const inside = await program(join(folder, 'workspace', 'bin'), 'v22.0.0');
        const good = await program(join(folder, 'good'), 'v20.9.0');
        const environment = { PATH: ['relative', join(folder, 'none'), old, inside, good].join(delimiter) };
        const workspaceFolders = [join(folder, 'workspace')];
        const chosen = await nodeRuntime(facts({ environment, workspaceFolders }));
        expect(chosen.path).toBe(join(good, 'node'));
        expect(chosen.environment.ELECTRON_RUN_AS_NODE).toBeUndefined();
        const restricted = await nodeRuntime(facts({ environment, workspaceFolders, isTrusted: false }));
        expect(restricted.path).toBe(electron);
      });
    },
  );

  it('is Electron as Node when there is nothing else', async () => {
    const chosen = await nodeRuntime(facts({ environment: { PATH: '', HOME: '/home/x' } }));
    expect(chosen).toMatchObject({ path: electron, environment: { ELECTRON_RUN_AS_NODE: '1', HOME: '/home/x' } });
  });
});
