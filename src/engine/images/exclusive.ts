/** Runs large jobs one after another, so that several in flight never add up in memory. */
export class Exclusive {
  private last: Promise<unknown> = Promise.resolve();

  run<T>(job: () => Promise<T>): Promise<T> {
    const result = this.last.then(job, job);
    this.last = result.catch((_reportedToItsCaller: unknown) => undefined);
    return result;
  }
}
