import type { EngineMessage } from '../../src/protocol/notifications';
import { Signal } from './signal';

/** What a part of the page can depend on. */
export type Topic =
  | 'summary'
  | 'view'
  | 'rows'
  | 'focus'
  | 'selection'
  | 'layout'
  | 'progress'
  | 'message'
  | 'panels'
  | 'findings'
  | 'training'
  | 'reference';

/** What the parts of the page tell each other, and the user. */
export class PageSignals {
  readonly changed = new Signal<Topic>();
  /** Asks the grid to bring the focused image into sight. */
  readonly reveal = new Signal<'focus' | 'top'>();
  /** The grid animates the change of order that follows. */
  readonly beforeReorder = new Signal<void>();
  /** The engine has new scores or decisions of these rows. */
  readonly rowsChanged = new Signal<Uint32Array | 'all'>();
  /** Said to screen readers. */
  readonly announced = new Signal<string>();
  /** On screen until it is dismissed or another comes. */
  message: EngineMessage | undefined;

  say(severity: EngineMessage['severity'], text: string): void {
    this.message = { severity, text };
    this.announced.emit(text);
    this.changed.emit('message');
  }

  dismissMessage(): void {
    this.message = undefined;
    this.changed.emit('message');
  }
}
