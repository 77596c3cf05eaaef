import { mochaRun } from '../support/mochaRun';

/** Called by VS Code inside the extension host. The order matters: activation is measured once, at its beginning. */
export function run(): Promise<void> {
  return mochaRun(async () => {
    await import('./activation');
    await import('./opening');
    await import('./decisions');
    await import('./applying');
    await import('./exchange');
    await import('./notebook');
    await import('./tools');
    await import('./engineEnd');
    await import('./folders');
    await import('./eventLoop');
  });
}
