import { connect, createServer, type Server, type Socket } from 'node:net';

export interface SlowLinkOptions {
  /** Milliseconds from a request to the first byte of its answer, on top of what the server takes. */
  readonly roundTripMs: number;
  /** In each direction, for all connections together. */
  readonly bytesPerSecond: number;
}

/** As if the server stood here. */
const near: SlowLinkOptions = { roundTripMs: 0, bytesPerSecond: Infinity };

export interface SlowLink {
  readonly port: number;
  /** Bytes that came from the server so far, and that went to it. */
  readonly traffic: { down: number; up: number };
  /** How far away the server stands from now on. */
  change(line: SlowLinkOptions): void;
  close(): Promise<void>;
}

/** A port of this machine that leads to the port `to`: at first as if there were nothing between. */
export async function openSlowLink(to: number): Promise<SlowLink> {
  const line = { ...near };
  const traffic = { down: 0, up: 0 };
  const down = direction(line, (bytes) => (traffic.down += bytes));
  const up = direction(line, (bytes) => (traffic.up += bytes));
  const open = new Set<Socket>();
  // Half open: what is still on the way arrives after one end has said that it is done.
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const far = connect({ port: to, host: '127.0.0.1', allowHalfOpen: true });
    for (const socket of [client, far]) {
      socket.setNoDelay(true);
      open.add(socket);
      socket.on('error', () => {
        client.destroy();
        far.destroy();
      });
      socket.on('close', () => open.delete(socket));
    }
    up(client, far);
    down(far, client);
  });
  const port = await listen(server);
  return {
    port,
    traffic,
    change: (next) => Object.assign(line, next),
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const socket of open) socket.destroy();
      }),
  };
}

/** Passes bytes on: one after the other at the rate of the line, each half a round trip later. */
function direction(line: SlowLinkOptions, count: (bytes: number) => void) {
  let free = 0;
  return (from: Socket, to: Socket): void => {
    // Timers of different lengths may end in another order than they were begun in.
    const onTheWay: { readonly due: number; readonly chunk: Buffer | undefined }[] = [];
    const arrive = (): void => {
      for (let next = onTheWay[0]; next && next.due <= performance.now(); next = onTheWay[0]) {
        onTheWay.shift();
        if (next.chunk) to.write(next.chunk);
        else to.end();
      }
      if (onTheWay.length > 0) setTimeout(arrive, Math.max(1, onTheWay[0].due - performance.now()));
    };
    const send = (chunk: Buffer | undefined): void => {
      onTheWay.push({ due: Math.max(free, performance.now()) + line.roundTripMs / 2, chunk });
      if (onTheWay.length === 1) arrive();
    };
    from.on('data', (chunk: Buffer) => {
      count(chunk.length);
      const now = performance.now();
      free = Math.max(free, now) + (chunk.length / line.bytesPerSecond) * 1000;
      if (free > now) {
        from.pause();
        setTimeout(() => from.resume(), free - now);
      }
      send(chunk);
    });
    from.on('end', () => send(undefined));
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
