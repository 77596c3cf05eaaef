/** The engine as a process: JSON-RPC over the channel of the editor that forked it. */
import { createMessageConnection, IPCMessageReader, IPCMessageWriter, ResponseError } from 'vscode-jsonrpc/node';
import { Engine } from './engine';
import { UserError } from './errors';
import { operations } from './operations';
import { errorCodes } from '../protocol/errorCodes';
import { engineSettings } from '../protocol/settings';

const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
const engine = new Engine({
  programs: __dirname,
  ...engineSettings.parse(JSON.parse(process.argv[2] ?? '{}')),
  onEvent: (dataset, event) => void connection.sendNotification('event', { dataset, event }),
});

for (const operation of operations)
  connection.onRequest(operation.name, async (params: unknown, token) => {
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
