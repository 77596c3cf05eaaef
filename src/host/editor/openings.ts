/** How often a dataset was opened. Each opening numbers the rows in its own way. */
export class Openings {
  private count = 0;

  get current(): number {
    return this.count;
  }

  /** From here on rows have other numbers, also while the dataset is still being opened. */
  next(): void {
    this.count++;
  }
}

/** The opening whose rows a page shows: what it decides with the rows of an earlier one would be of other images. */
export class ShownOpening {
  private shown: number | undefined;

  constructor(private readonly openings: Openings) {}

  /** The page asks for everything anew; called before anything that it is then told is read. */
  begin(): void {
    this.shown = this.openings.current;
  }

  /** False until the page has begun again after the dataset was opened anew. */
  get isCurrent(): boolean {
    return this.shown === this.openings.current;
  }
}
