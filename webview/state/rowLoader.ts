import type { RowColumns } from '../../src/protocol/dataset';

const batch = 1000;
const inFlightLimit = 2;

/** Fetches what the table lacks of the rows that are looked at; what was wanted last comes first. */
export class RowLoader {
  private wanted: readonly number[] = [];
  private readonly asked = new Set<number>();
  private inFlight = 0;

  constructor(
    private readonly isFresh: (row: number) => boolean,
    private readonly fetch: (rows: Uint32Array) => Promise<RowColumns>,
    private readonly store: (columns: RowColumns) => void,
    private readonly failed: (error: unknown) => void,
  ) {}

  want(rows: readonly number[]): void {
    this.wanted = rows;
    this.pump();
  }

  /** Resolves when all rows are known, as of now. */
  async ensure(rows: readonly number[]): Promise<void> {
    const missing = rows.filter((row) => !this.isFresh(row));
    if (missing.length > 0) this.store(await this.fetch(Uint32Array.from(missing)));
  }

  private pump(): void {
    if (this.inFlight >= inFlightLimit) return;
    const rows = this.wanted.filter((row) => !this.asked.has(row) && !this.isFresh(row)).slice(0, batch);
    if (rows.length === 0) return;
    for (const row of rows) this.asked.add(row);
    this.inFlight++;
    void this.fetch(Uint32Array.from(rows))
      .then(
        (columns) => this.store(columns),
        (error: unknown) => {
          this.wanted = [];
          this.failed(error);
        },
      )
      .finally(() => {
        this.inFlight--;
        for (const row of rows) this.asked.delete(row);
        this.pump();
      });
    this.pump();
  }
}
