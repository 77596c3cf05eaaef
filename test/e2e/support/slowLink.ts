import { connect, createServer, type Server, type Socket } from 'node:net';

export interface SlowLinkOptions {
  /** Milliseconds from a request to the first byte of its answer, on top of what the server takes. */
  readonly roundTripMs: number;
  /** In each direction, for all connections together. */
  readonly bytesPerSecond: number;
}

export interface SlowLink {
  readonly port: number;
  /** Bytes that came from the server so far, and that went to it. */
  readonly traffic: { down: number; up: number };
  close(): Promise<void>;
}

/** A port of this machine behind which the port `to` stands far away. */
export async function openSlowLink(to: number, options: SlowLinkOptions): Promise<SlowLink> {
  const traffic = { down: 0, up: 0 };
  const down = direction(options, (bytes) => (traffic.down += bytes));
  const up = direction(options, (bytes) => (traffic.up += bytes));
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      open.add(socket);
      // One end that breaks takes the other with it.
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        open.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    up(near, far);
    down(far, near);
  });
  const port = await listen(server);
  return {
    port,
    traffic,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const socket of open) socket.destroy();
      }),
  };
}

/** Passes bytes on: one after the other at the rate of the line, each half a round trip later. */
function direction({ roundTripMs, bytesPerSecond }: SlowLinkOptions, count: (bytes: number) => void) {
  let free = 0;
  return (from: Socket, to: Socket): void => {
    from.on('data', (chunk: Buffer) => {
      count(chunk.length);
      const now = performance.now();
      free = Math.max(free, now) + (chunk.length / bytesPerSecond) * 1000;
      const sentIn = free - now;
      from.pause();
      setTimeout(() => from.resume(), sentIn);
      setTimeout(() => to.write(chunk), sentIn + roundTripMs / 2);
    });
    from.on('end', () => setTimeout(() => to.end(), roundTripMs / 2 + Math.max(0, free - performance.now())));
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (typeof address === 'object' && address) done(address.port);
      else fail(new Error('The slow link has no port.'));
    });
  });
}
