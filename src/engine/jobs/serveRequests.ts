/**
 * The worker's side of a pool: answers each request with the handler's reply. The handler turns what can go wrong into
 * a reply; what it throws ends the process, and the pool replaces it.
 */
export function serveRequests<Request, Reply>(handle: (request: Request) => Promise<Reply>): void {
  const send = process.send?.bind(process);
  if (!send) throw new Error('This program is started by Winnow itself.');
  process.on('message', (message: { id: number; request: Request }) => {
    handle(message.request).then(
      (reply) => send({ id: message.id, reply }),
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
