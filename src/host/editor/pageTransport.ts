import type { Webview } from 'vscode';
import { AbstractMessageReader, AbstractMessageWriter, type DataCallback, type Message } from 'vscode-jsonrpc/node';
import { isRpcMessage } from '../../protocol/rpcMessage';

/** Reads JSON-RPC messages that the page posts, and drops what is none; typed arrays arrive as they were sent. */
export class PageReader extends AbstractMessageReader {
  constructor(private readonly webview: Webview) {
    super();
  }

  listen(callback: DataCallback): { dispose(): void } {
    return this.webview.onDidReceiveMessage((message: unknown) => {
      if (isRpcMessage(message)) callback(message as Message);
    });
  }
}

/** Posts JSON-RPC messages to the page. A hidden page drops them: it asks for everything anew when it is shown. */
export class PageWriter extends AbstractMessageWriter {
  constructor(private readonly webview: Webview) {
    super();
  }

  async write(message: Message): Promise<void> {
    await this.webview.postMessage(message);
  }

  end(): void {
    // Nothing is buffered here.
  }
}
