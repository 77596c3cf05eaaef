import { CancellationTokenSource } from 'vscode-jsonrpc';
import { expect, it } from 'vitest';
import { Previews } from '../../../webview/state/previews';

const packed = { rows: Uint32Array.of(3), bytes: Uint8Array.of(1), offsets: Uint32Array.of(0, 1) };

it('a request answered from what is at hand can be cancelled as often as any other', async () => {
  const previews = new Previews(async () => packed);
  await previews.address(3, 512);
  const cancel = new CancellationTokenSource();
  expect(await previews.address(3, 512, cancel)).toMatch(/^blob:/);
  cancel.cancel();
  expect(() => cancel.cancel()).not.toThrow();
});

it('forgets what has changed', async () => {
  const previews = new Previews(async () => packed);
  await previews.address(3, 512);
  expect([previews.knows(3, 512), previews.knows(3, 1024)]).toEqual([true, false]);
  previews.outdate(Uint32Array.of(3));
  expect(previews.knows(3, 512)).toBe(false);
});
