/** The engine as a process: JSON-RPC over the channel of the editor that forked it. */
import { createMessageConnection, IPCMessageReader, IPCMessageWriter, ResponseError } from 'vscode-jsonrpc/node';
import { Engine } from './engine';
import { UserError } from './errors';
import { operations } from './operations';
import { engineSettings } from '../protocol/settings';

const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
const engine = new Engine({
  programs: __dirname,
  ...engineSettings.parse(JSON.parse(process.argv[2] ?? '{}')),
  onEvent: (dataset, event) => void connection.sendNotification('event', { dataset, event }),
});

/** JSON-RPC error code for what the user can mend, as opposed to our own faults. */
const userErrorCode = 1;

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
      if (error instanceof UserError) throw new ResponseError(userErrorCode, error.message);
      throw error;
    }
  });

connection.listen();
process.on('disconnect', () => void engine.dispose().finally(() => process.exit(0)));
