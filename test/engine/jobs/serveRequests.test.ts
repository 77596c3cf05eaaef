import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { ProcessPool } from '../../../src/engine/jobs/processPool';
import { withFolder } from '../../support/workspace';

/** Tells whether its first object, long let go of and too old to be collected in passing, is still there. */
const worker = `
import { serveRequests } from './serveRequests';
let first = { picture: 1 };
const seen = new WeakRef(first);
const newer = [];
for (let i = 0; i < 4e6; i++) newer[i % 1000] = { i };
first = undefined;
// Who looks at it holds it for as long as that takes.
serveRequests(async ({ isAsked }) => ({ isThere: isAsked && seen.deref() !== undefined }));
`;

it('lets go of what it is done with, also where that takes little room in its heap', () =>
  withFolder(async (folder) => {
    const program = join(folder, 'worker.js');
    const resolveDir = join(import.meta.dirname, '../../../src/engine/jobs');
    await build({ stdin: { contents: worker, resolveDir }, bundle: true, platform: 'node', outfile: program });
    const pool = new ProcessPool<{ isAsked: boolean }, { isThere: boolean }>({
      ...{ program, size: 1, inFlight: 2, timeLimit: 20, memoryLimitMB: 1000 },
    });
    try {
      const ask = async (isAsked: boolean): Promise<boolean> => (await pool.run('a request', { isAsked })).isThere;
      expect(await ask(true)).toBe(true);
      for (let i = 0; i < 600; i++) await ask(false);
      expect(await ask(true)).toBe(false);
    } finally {
      await pool.dispose();
    }
  }));
