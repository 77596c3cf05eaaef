/**
 * Runs `work` with a signal that is aborted as soon as one of `signals` is, and lets go of them when it has ended: Node 20
 * keeps some memory of each `AbortSignal.any` for as long as the signals live that it was made of.
 */
export async function withEitherSignal<T>(
  signals: readonly AbortSignal[],
  work: (either: AbortSignal) => Promise<T>,
): Promise<T> {
  const either = new AbortController();
  const follow = (): void => either.abort(signals.find(({ aborted }) => aborted)?.reason);
  for (const signal of signals) signal.addEventListener('abort', follow);
  try {
    if (signals.some(({ aborted }) => aborted)) follow();
    return await work(either.signal);
  } finally {
    for (const signal of signals) signal.removeEventListener('abort', follow);
  }
}
