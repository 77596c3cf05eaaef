import { collectGarbage } from './collectGarbage';

/**
 * Replies between two collections of garbage. What a library holds outside V8's heap for an object V8 does not count: a
 * worker whose objects are few and small would collect only after some ten thousand pictures, 5 KB of each.
 */
const repliesPerCollection = 500;

/**
 * The worker's side of a pool: answers each request with the handler's reply. The handler turns what can go wrong into
 * a reply; what it throws ends the process, and the pool replaces it.
 */
export function serveRequests<Request, Reply>(handle: (request: Request) => Promise<Reply>): void {
  const send = process.send?.bind(process);
  if (!send) throw new Error('This program is started by Winnow itself.');
  let replies = 0;
  process.on('message', (message: { id: number; request: Request }) => {
    handle(message.request).then(
      (reply) => {
        send({ id: message.id, reply });
        if (++replies % repliesPerCollection === 0) collectGarbage();
      },
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`, () =>
          process.exit(1),
        );
      },
    );
  });
  // Dying from here on is a request's doing; dying before is nobody's.
  send({ ready: true });
  process.on('disconnect', () => process.exit(0));
}
