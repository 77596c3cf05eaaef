/** A program that changes a dataset and kills itself at a step; run by killProcess.test.ts as its own process. */
import { readFileSync } from 'node:fs';
import type { Plan } from '../../../src/core/plan/plan';
import { diskOps, type FileOps, type OpenFile } from '../../../src/engine/changes/files/fileOps';
import { openChanges } from '../../../src/engine/changes/openChanges';

const [, , root, state, planFile, action, stepText] = process.argv;
const killStep = Number(stepText);
let step = 0;

/** Counts a step that changes the disk; dies before it, or half-way through a write. */
async function count(half?: () => Promise<void>): Promise<void> {
  if (step++ !== killStep) return;
  await half?.();
  process.kill(process.pid, 'SIGKILL');
  await new Promise(() => undefined);
}

function counted(file: OpenFile): OpenFile {
  return {
    read: (buffer, position) => file.read(buffer, position),
    stat: () => file.stat(),
    close: () => file.close(),
    setModified: (time) => file.setModified(time),
    write: async (bytes) => {
      await count(() => file.write(bytes.subarray(0, bytes.length >> 1)));
      await file.write(bytes);
    },
    truncate: async (size) => {
      await count();
      await file.truncate(size);
    },
    sync: async () => {
      await count();
      await file.sync();
    },
  };
}

const ops: FileOps = {
  ...diskOps,
  open: async (path, flag, mode) => {
    if (flag !== 'read') await count();
    return counted(await diskOps.open(path, flag, mode));
  },
  symlink: (target, path) => count().then(() => diskOps.symlink(target, path)),
  link: (existing, path) => count().then(() => diskOps.link(existing, path)),
  unlink: (path) => count().then(() => diskOps.unlink(path)),
  rename: (from, to) => count().then(() => diskOps.rename(from, to)),
  mkdir: (path) => count().then(() => diskOps.mkdir(path)),
  rmdir: (path) => count().then(() => diskOps.rmdir(path)),
};

async function main(): Promise<void> {
  const changes = await openChanges(root, state, { ops });
  if (action === 'apply') await changes.apply(JSON.parse(readFileSync(planFile, 'utf8')) as Plan);
  else if (action === 'undo') await changes.undo();
  else await changes.recover();
  process.stdout.write(String(step));
}

void main();
