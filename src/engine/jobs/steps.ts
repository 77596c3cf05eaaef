import { TimeSlice } from './timeSlice';

/** Work that can stand still at every `yield`, so that one function serves who waits for it and who must let others in. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Items between two places where work may stand still: well below a millisecond. */
export const itemsPerStep = 2048;

/** Does all of it at once. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Does it in slices of a few milliseconds with everybody else's turn in between. Rejects when aborted meanwhile. */
export async function inSlices<T>(steps: Steps<T>, signal?: AbortSignal): Promise<T> {
  const slice = new TimeSlice();
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    if (slice.isOverNow()) await slice.next(signal);
  }
}
