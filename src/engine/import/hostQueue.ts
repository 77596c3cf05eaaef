/** Runs work in parallel, at most `perHost` for one host at once and `all` together. */
export async function runByHost<T>(
  items: readonly T[],
  hostOf: (item: T) => string,
  limits: { readonly perHost: number; readonly all: number },
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = new Map<string, T[]>();
  for (const item of items) {
    const host = hostOf(item);
    const known = waiting.get(host);
    if (known) known.push(item);
    else waiting.set(host, [item]);
  }
  // As many lanes for each host as it may have; a lane takes a place among all for each piece of work.
  let free = limits.all;
  const queue: (() => void)[] = [];
  const take = async (): Promise<void> => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => queue.push(resolve));
  };
  const give = (): void => {
    const next = queue.shift();
    if (next) next();
    else free++;
  };
  let failed = false;
  const lane = async (own: Iterator<T>): Promise<void> => {
    for (;;) {
      await take();
      try {
        const next = own.next();
        if (next.done || failed) return;
        await work(next.value);
      } catch (error) {
        failed = true;
        throw error;
      } finally {
        give();
      }
    }
  };
  await Promise.all(
    [...waiting.values()].flatMap((own) => {
      const shared = own[Symbol.iterator]();
      return Array.from({ length: Math.min(limits.perHost, own.length) }, () => lane(shared));
    }),
  );
}

/** Host and port of an address; '' for what is no address. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '';
}
