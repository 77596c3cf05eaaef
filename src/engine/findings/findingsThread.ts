/** The thread that looks for everything suspicious, so that the engine's main thread never computes. */
import { parentPort, workerData } from 'node:worker_threads';
import { thresholdsOf } from '../../core/findings/findingSettings';
import { collectGarbage } from '../jobs/collectGarbage';
import { groupsAgainst } from './against';
import { crossCandidates } from './crossCandidates';
import type {
  FindingsCallName,
  FindingsCalls,
  FindingsMessage,
  FindingsReply,
  FindingsThreadData,
} from './findingsCalls';
import { giveWayAsThread } from '../jobs/giveWay';
import { followRequests } from '../jobs/rest';
import { FindingsWork } from './findingsWork';
import { ImageSet } from './imageSet';

giveWayAsThread();
followRequests((workerData as FindingsThreadData).requests);

let work: FindingsWork | undefined;
let reference: ImageSet | undefined;

function loaded(): FindingsWork {
  if (!work) throw new Error('Nothing was loaded yet.');
  return work;
}

type Handlers = {
  readonly [N in FindingsCallName]: (params: FindingsCalls[N]['params']) => FindingsCalls[N]['result'];
};

const handlers: Handlers = {
  load({ columns }) {
    work = undefined;
    reference = undefined;
    // What stands in the columns before is let go of.
    collectGarbage();
    work = new FindingsWork(columns);
    return null;
  },
  ready: () => null,
  scores({ scores }) {
    loaded().setScores(scores);
    return null;
  },
  collages({ pictures }) {
    loaded().setCollages(pictures);
    return null;
  },
  setTags({ tags }) {
    loaded().matcher.setTags(tags);
    return null;
  },
  setReference({ spec }) {
    loaded().setReference(spec);
    return null;
  },
  countOffReference: ({ spec, threshold }) => loaded().matcher.counts(spec, threshold),
  tagImages: ({ spec, threshold }) => loaded().matcher.tagged(spec, threshold),
  candidates: () => loaded().candidates(),
  digests({ digests }) {
    loaded().setDigests(digests);
    return null;
  },
  setJudged({ pairs }) {
    loaded().setJudged(pairs);
    return null;
  },
  takeJudged: () => loaded().takeJudged(),
  compute: ({ settings, dismissals, kinds }) => loaded().compute(settings, dismissals, kinds),
  page: ({ filter, offset, limit }) => loaded().page(filter, offset, limit),
  accept: ({ selection, unticked }) => loaded().accept(selection, unticked),
  select: ({ selection }) => loaded().select(selection),
  histogram: ({ key }) => loaded().histogram(key),
  groups: ({ types, settings }) => loaded().groups(types, settings),
  context: ({ row, predicted }) => loaded().context(row, predicted),
  sources: (facts) => loaded().sources(facts),
  reference({ columns }) {
    reference = new ImageSet(columns);
    return crossCandidates(loaded().images, reference);
  },
  against({ types, settings, digests, referenceDigests }) {
    if (!reference) throw new Error('No reference was loaded yet.');
    const { near } = thresholdsOf(settings);
    const { turned, keepRule: rule } = settings;
    return groupsAgainst(loaded().images, reference, types, { near, turned, rule, digests, referenceDigests });
  },
};

function answer<N extends FindingsCallName>({ id, name, params }: FindingsMessage<N>): FindingsReply {
  try {
    return { id, ok: true, result: handlers[name](params) };
  } catch (error) {
    return { id, ok: false, reason: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

const port = parentPort;
if (!port) throw new Error('This program is started by Winnow itself.');
port.on('message', (message: FindingsMessage) => port.postMessage(answer(message)));
