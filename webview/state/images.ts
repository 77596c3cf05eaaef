import { messageOf } from '../../src/core/messageOf';
import type { FirstView } from '../../src/protocol/requests';
import type { HostConnection } from '../messages';
import { ClassNames } from './classNames';
import { Edits } from './edits';
import type { PageSignals } from './pageSignals';
import { decodePicture } from './pictures';
import { Previews } from './previews';
import { RowLoader } from './rowLoader';
import { RowTable } from './rowTable';
import { Thumbnails } from './thumbnails';

/** What the page knows of the images, by row, fetched when it is first needed. */
export class Images {
  readonly names = new ClassNames();
  readonly table = new RowTable(this.names);
  readonly rows: RowLoader;
  readonly thumbnails: Thumbnails;
  readonly previews: Previews;
  readonly edits: Edits;

  constructor(
    host: HostConnection,
    private readonly signals: PageSignals,
  ) {
    const failed = (error: unknown) => signals.say('error', messageOf(error));
    this.edits = new Edits(this.table, () => signals.changed.emit('rows'));
    this.rows = new RowLoader(
      (row) => this.table.isFresh(row),
      (rows) => host.request('rows', { rows }),
      (columns) => {
        this.table.store(columns, (row) => this.edits.isUnderWay(row));
        signals.changed.emit('rows');
      },
      failed,
    );
    this.thumbnails = new Thumbnails(
      (rows, token) => host.request('thumbnails', { rows }, token),
      decodePicture,
      failed,
    );
    this.previews = new Previews((row, longestSide, token) => host.request('preview', { row, longestSide }, token));
  }

  /** Takes what was fetched ahead. */
  begin({ rows, thumbnails }: FirstView): void {
    this.table.store(rows, () => false);
    this.thumbnails.take(thumbnails);
  }

  /** What is known of these rows is older than what the engine has; `images`: their pictures too. */
  outdate(rows: Uint32Array | 'all', what: 'scores' | 'decisions' | 'images'): void {
    this.table.outdate(rows);
    if (what === 'images') {
      this.thumbnails.outdate(rows);
      this.previews.outdate(rows);
    }
    this.signals.changed.emit('rows');
    this.signals.rowsChanged.emit(rows);
  }
}
