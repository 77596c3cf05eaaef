import type { Disposable } from 'vscode';
import type { FirstView } from '../../protocol/requests';
import type { EngineClient } from '../engine/engineClient';
import { log } from '../log';
import type { DatasetDocument } from './datasetDocument';

/** As many images as the grid of a large window shows. */
const firstImages = 48;

/** Fetches what a page will show first, while VS Code loads the page. */
export class FirstViewFetch implements Disposable {
  private readonly fetched: Promise<FirstView | undefined>;
  private isOutdated = false;
  private readonly listener: Disposable;
  private readonly opening: number;

  constructor(
    private readonly document: DatasetDocument,
    engine: EngineClient,
    private readonly query: string,
  ) {
    this.listener = document.onEvent(({ kind }) => {
      if (kind === 'rows' || kind === 'membership') this.isOutdated = true;
    });
    this.opening = document.openings.current;
    this.fetched = this.fetch(document, engine).catch((error: unknown) => {
      log().warn(`The first images were not fetched ahead: ${String(error)}`);
      return undefined;
    });
  }

  /** What was fetched, once; undefined where the page asks for something else, or something changed meanwhile. */
  async take(query: string): Promise<FirstView | undefined> {
    const first = query === this.query && !this.isOutdated ? await this.fetched : undefined;
    // Rows of an earlier opening have other numbers.
    const isUsable = !this.isOutdated && this.opening === this.document.openings.current;
    this.dispose();
    return isUsable ? first : undefined;
  }

  dispose(): void {
    this.isOutdated = true;
    this.listener.dispose();
  }

  private async fetch(document: DatasetDocument, engine: EngineClient): Promise<FirstView> {
    const dataset = await document.id();
    const view = await engine.ask('view', { dataset, query: this.query, sort: 'suspicion' });
    const wanted = view.order.slice(0, firstImages);
    const [rows, thumbnails] = await Promise.all([
      engine.ask('rows', { dataset, rows: wanted }),
      engine.ask('thumbnails', { dataset, rows: wanted }),
    ]);
    return { query: this.query, view, rows, thumbnails };
  }
}
