import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createMessageConnection,
  ResponseError,
  type CancellationToken,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageConnection,
} from 'vscode-jsonrpc/browser';
import type { Comparison } from '../src/protocol/findings';
import type { DatasetEvent } from '../src/protocol/notifications';
import type { SortKey } from '../src/protocol/dataset';
import { errorCodes } from '../src/protocol/errorCodes';
import type { PageRequests } from '../src/protocol/requests';
import { vscode } from './vscodeApi';

class PageReader extends AbstractMessageReader {
  listen(callback: DataCallback): Disposable {
    const receive = ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'object' && data !== null && 'jsonrpc' in data) callback(data as Message);
    };
    window.addEventListener('message', receive);
    return { dispose: () => window.removeEventListener('message', receive) };
  }
}

class PageWriter extends AbstractMessageWriter {
  async write(message: Message): Promise<void> {
    vscode.postMessage(message);
  }

  end(): void {
    // Nothing is buffered here.
  }
}

/** The page's end of the wire: typed requests to the host, and what it is told without asking. */
export class HostConnection {
  private readonly connection: MessageConnection = createMessageConnection(new PageReader(), new PageWriter());

  listen(
    onEvent: (event: DatasetEvent) => void,
    onAction: (action: string) => void,
    onShow: (view: { query: string; sort?: SortKey }) => void,
  ): void {
    this.connection.onNotification('event', onEvent);
    this.connection.onNotification('action', ({ action }: { action: string }) => onAction(action));
    this.connection.onNotification('show', onShow);
    this.connection.listen();
  }

  /** What is done before the dataset is open, in words. */
  onOpening(listener: (text: string) => void): void {
    this.connection.onNotification('opening', ({ text }: { text: string }) => listener(text));
  }

  onSplit(listener: (paths: readonly string[]) => void): void {
    this.connection.onNotification('split', ({ paths }: { paths: readonly string[] }) => listener(paths));
  }

  onComparison(listener: (folder: string, comparison: Comparison) => void): void {
    this.connection.onNotification('comparison', (told: { folder: string; comparison: Comparison }) =>
      listener(told.folder, told.comparison),
    );
  }

  /** Throws the host's refusal, in words for the user, as an Error. */
  request<N extends keyof PageRequests>(
    name: N,
    params: PageRequests[N]['params'],
    token?: CancellationToken,
  ): Promise<PageRequests[N]['result']> {
    return this.connection.sendRequest<PageRequests[N]['result']>(name, params, token);
  }
}

export function isCancelled(error: unknown): boolean {
  return error instanceof ResponseError && error.code === errorCodes.cancelled;
}
