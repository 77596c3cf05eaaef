import { messageOf } from '../../src/core/messageOf';
import type { PileState } from '../../src/protocol/sorting';
import type { Page } from '../state/page';
import { t } from '../strings';
import { ClustersCollection } from './clustersCollection';
import { ProposalsCollection } from './proposalsCollection';

/** So many labelled images make a class known well enough to propose it. */
const handful = 5;

/** Shows what sorting asks for next: clusters until two classes have a handful of images, then proposals. */
export async function sortPile(page: Page): Promise<void> {
  try {
    if (page.progress.has('index')) page.announced.emit(t('The pile is shown in clusters when its images are read.'));
    const state = await page.host.request('pileState', {});
    await page.shown.open(isKnown(state) ? new ProposalsCollection(page) : new ClustersCollection(page));
  } catch (error) {
    page.say('error', messageOf(error));
  }
}

function isKnown({ labelled }: PileState): boolean {
  return labelled.filter((images) => images >= handful).length >= 2;
}
