import { engineRequests } from '../../protocol/engineRequests';
import type { Report } from '../jobs/progress';
import { defineOperation } from './define';

/** `open`: the editor opens a dataset; reading and ranking go on in the background. */
export const open = defineOperation({
  name: 'open',
  summary: 'Open a dataset for the editor.',
  params: engineRequests.open.params,
  run: async (engine, { folder, readOnly }, { note, signal }) => {
    const early: string[] = [];
    let tell = (text: string): void => void early.push(text);
    const noteToo = (text: string): void => {
      note(text);
      tell(text);
    };
    // Told as news of the dataset: whoever waits for it sees how far it is.
    const report: Report = (progress) => engine.options.onEvent(folder, { kind: 'progress', progress });
    const session = await engine.open(folder, { readOnly, report, note: noteToo, signal });
    void session.preparation.resume();
    // Later ones, too: where the state lies is said when it is made, at the first decision.
    tell = (text) => session.events.tell({ kind: 'message', message: { severity: 'warning', text } });
    // What was recovered is told once the editor knows the dataset that it asked for.
    if (early.length > 0) setImmediate(() => tell(early.join(' ')));
    return session.summary();
  },
});
