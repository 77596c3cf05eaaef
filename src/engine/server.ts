/** The engine as a process: JSON-RPC over the channel of the editor that forked it. */
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  ResponseError,
  type DataCallback,
  type Disposable,
} from 'vscode-jsonrpc/node';
import { Engine } from './engine';
import { UserError } from './errors';
import { noteRequest } from './jobs/rest';
import { operations } from './operations';
import { errorCodes } from '../protocol/errorCodes';
import { isRpcMessage } from '../protocol/rpcMessage';
import { engineSettings } from '../protocol/settings';

/** Drops what is no message: the library would throw, and a client with a fault must not end the engine. */
class MessageReader extends IPCMessageReader {
  override listen(callback: DataCallback): Disposable {
    return super.listen((message) => {
      if (isRpcMessage(message)) callback(message);
    });
  }
}

const connection = createMessageConnection(new MessageReader(process), new IPCMessageWriter(process));
const engine = new Engine({
  programs: __dirname,
  ...engineSettings.parse(JSON.parse(process.argv[2] ?? '{}')),
  onEvent: (dataset, event) => void connection.sendNotification('event', { dataset, event }),
});

for (const operation of operations)
  connection.onRequest(operation.name, async (params: unknown, token) => {
    noteRequest();
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort(new UserError('Cancelled.')));
    try {
      return await operation.run(engine, params, {
        signal: controller.signal,
        report: (progress) => void connection.sendNotification('progress', progress),
        note: (text) => void connection.sendNotification('note', text),
      });
    } catch (error) {
      if (token.isCancellationRequested) throw new ResponseError(errorCodes.cancelled, 'Cancelled.');
      if (error instanceof UserError) throw new ResponseError(errorCodes.user, error.message);
      throw error;
    }
  });

connection.listen();
process.on('disconnect', () => void engine.dispose().finally(() => process.exit(0)));
