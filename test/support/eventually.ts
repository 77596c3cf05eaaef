/**
 * Waits until `look` gives something that is not undefined or false, and gives it; what it throws counts as not yet.
 * Throws with `what` and the last error or value when the time is up.
 */
export async function eventually<T>(
  what: string,
  look: () => T | Promise<T>,
  withinMs = 20_000,
): Promise<Exclude<T, undefined | false>> {
  const end = Date.now() + withinMs;
  for (let last: unknown; ;) {
    try {
      const seen = await look();
      if (seen !== undefined && seen !== false) return seen as Exclude<T, undefined | false>;
      last = seen;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`${what}: not within ${withinMs} ms (${String(last)})`);
    await new Promise((done) => setTimeout(done, 50));
  }
}
