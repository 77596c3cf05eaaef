import { engineRequests } from '../../protocol/engineRequests';
import { defineOperation } from './define';

/** `open`: the editor opens a dataset; reading and ranking go on in the background. */
export const open = defineOperation({
  name: 'open',
  summary: 'Open a dataset for the editor.',
  params: engineRequests.open.params,
  run: async (engine, { folder, readOnly }, call) => {
    const session = await engine.open(folder, { readOnly, report: call.report, note: call.note, signal: call.signal });
    void session.prepare();
    return session.summary();
  },
});
