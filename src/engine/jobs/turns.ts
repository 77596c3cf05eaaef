/** Runs jobs one after another, in the order they were asked for; one that fails does not keep the next from running. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  run<T>(job: () => Promise<T>): Promise<T> {
    const turn = this.last.then(job);
    this.last = turn.catch((_toldToWhoeverAsked: unknown) => undefined);
    return turn;
  }

  /** Resolves when all that was asked for so far is done or has failed. */
  async settled(): Promise<void> {
    await this.last;
  }
}
