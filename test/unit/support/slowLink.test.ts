import { connect, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { openSlowLink } from '../../e2e/support/slowLink';

it('passes every byte on in order, no sooner than the line allows', async () => {
  const sent = Buffer.from(Uint8Array.from({ length: 60_000 }, (_, i) => (i * 31) % 251));
  const server = createServer((socket) => socket.end(sent));
  const port = await new Promise<number>((done) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      done(typeof address === 'object' && address ? address.port : 0);
    });
  });
  const link = await openSlowLink(port);
  link.change({ roundTripMs: 100, bytesPerSecond: 300_000 });
  const began = performance.now();
  const received = await new Promise<Buffer>((done, fail) => {
    const parts: Buffer[] = [];
    const socket = connect(link.port, '127.0.0.1');
    socket.on('data', (part: Buffer) => parts.push(part));
    socket.on('error', fail);
    socket.on('end', () => done(Buffer.concat(parts)));
  });
  expect(received.equals(sent)).toBe(true);
  expect(performance.now() - began).toBeGreaterThan(50 + 195);
  expect(link.traffic.down).toBe(sent.length);
  await link.close();
  server.close();
});
