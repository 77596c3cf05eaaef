import { messageOf } from '../src/core/messageOf';
import type { SortKey } from '../src/protocol/dataset';
import type { Comparison } from '../src/protocol/findings';
import type { DatasetEvent } from '../src/protocol/notifications';
import { ComparisonCollection } from './collections/comparisonCollection';
import { SheetsCollection } from './collections/sheetsCollection';
import { HostConnection } from './messages';
import { Shell } from './shell';
import { Page } from './state/page';
import { setStrings } from './strings';
import './styles/page.css';

async function start(): Promise<void> {
  const host = new HostConnection();
  const opening = startText('start-opening');
  opening.setAttribute('role', 'status');
  host.onOpening((text) => (opening.textContent = text));
  // What happens before the page stands is in the answer to `ready` or is told again.
  let receive: (event: DatasetEvent) => void = () => undefined;
  // What is asked of the page is asked once: it waits, in its order, until the page stands.
  const early: (() => void)[] = [];
  let run: (action: string) => void = (action) => early.push(() => run(action));
  let show: (view: { query: string; sort?: SortKey }) => void = (view) => early.push(() => show(view));
  let split: (paths: readonly string[]) => void = (paths) => early.push(() => split(paths));
  let compare: (folder: string, comparison: Comparison) => void = (folder, comparison) =>
    early.push(() => compare(folder, comparison));
  host.listen(
    (event) => receive(event),
    (action) => run(action),
    (view) => show(view),
  );
  host.onSplit((paths) => split(paths));
  host.onComparison((folder, comparison) => compare(folder, comparison));
  const answer = await host.request('ready', {}).finally(() => opening.remove());
  setStrings(answer.strings, document.documentElement.lang || 'en');
  const page = new Page(host, answer);
  receive = (event) => page.receive(event);
  const shell = new Shell();
  shell.page = page;
  document.body.append(shell);
  await shell.updateComplete;
  run = (action) => shell.run(action);
  show = (view) => void page.shown.show(view, { focusRow: -1 });
  split = (paths) => void splitPaths(page, paths);
  compare = (folder, comparison) => void page.shown.open(new ComparisonCollection(folder, comparison));
  if (answer.action) run(answer.action);
  if (answer.split.length > 0) split(answer.split);
  for (const carryOut of early) carryOut();
}

async function splitPaths(page: Page, paths: readonly string[]): Promise<void> {
  try {
    const { rows } = await page.host.request('rowsOf', { paths: [...paths] });
    await SheetsCollection.open(page, rows);
  } catch (error) {
    page.say('error', messageOf(error));
  }
}

/** A line on the empty page. */
function startText(className: string): HTMLElement {
  const text = document.createElement('p');
  text.className = className;
  document.body.append(text);
  return text;
}

start().catch((error: unknown) => {
  startText('start-problem').textContent = messageOf(error);
});
