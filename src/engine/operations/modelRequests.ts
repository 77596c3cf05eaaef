import { stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { modelRequests } from '../../protocol/modelRequests';
import type { Params } from '../../protocol/request';
import type { Engine } from '../engine';
import { UserError, ifReadable } from '../errors';
import { describeModelFile } from '../model/describeModelFile';
import { inspectModel } from '../model/inspectModel';
import { readKnownModels } from '../model/knownModels';
import { readModelCard } from '../model/modelCard';
import { describeModel } from '../model/fetch/modelStore';
import { defineOperation } from './define';

type Undescribed = Params<typeof modelRequests.inspectModel>['model'];

const reportEveryMs = 200;

const configure = defineOperation({
  name: 'configure',
  summary: 'Take other settings while datasets are open.',
  params: modelRequests.configure.params,
  run: async (engine, settings) => {
    await engine.configure(settings);
    return null;
  },
});

const backends = defineOperation({
  name: 'backends',
  summary: 'Say what could run the model, and how fast.',
  params: modelRequests.backends.params,
  run: async (engine, { measure }, { signal }) => {
    const chooser = await engine.backends();
    return measure ? chooser.measure(signal) : chooser.report();
  },
});

const models = defineOperation({
  name: 'models',
  summary: 'Say which models there are.',
  params: modelRequests.models.params,
  run: async (engine) => {
    const bundledCard = engine.bundledCard;
    const bundled = describeModel(await readModelCard(bundledCard), bundledCard);
    // One that cannot be read is the very reason to choose another.
    const current = await engine.models.current().catch((error: unknown) => {
      if (error instanceof UserError) return undefined;
      throw error;
    });
    return {
      ...(current && { current: describeModel(current.model, current.cardPath) }),
      bundled,
      stored: await engine.modelStore.list(),
      known: await readKnownModels(join(engine.options.programs, '..', 'media', 'models.json')),
    };
  },
});

const fetchModel = defineOperation({
  name: 'fetchModel',
  summary: 'Fetch a model from an address.',
  params: modelRequests.fetchModel.params,
  run: async (engine, { address, sha256 }, { signal, report }) => {
    let told = 0;
    const onProgress = (done: number, total: number): void => {
      const now = performance.now();
      if (now - told < reportEveryMs && done !== total) return;
      told = now;
      report({ task: 'fetch', done, total, finished: done === total });
    };
    const arrival = await engine.modelStore.fetch(address, sha256, { signal, onProgress });
    const { ticket, path } = arrival;
    try {
      const { inputs, outputs } = await inspectModel(partsOf(engine), path, { kind: 'open' }, signal);
      return { ticket, sha256: arrival.sha256, bytes: arrival.bytes, address: arrival.address, inputs, outputs };
    } catch (error) {
      await engine.modelStore.discard(ticket);
      throw error;
    }
  },
});

const hasCard = defineOperation({
  name: 'hasCard',
  summary: 'Say whether a card stands beside an ONNX file.',
  params: modelRequests.hasCard.params,
  run: async (engine, { path }) => {
    const found = await ifReadable(stat(engine.cardPath(path)));
    return { hasCard: found !== undefined };
  },
});

const inspect = defineOperation({
  name: 'inspectModel',
  summary: 'Say what a model takes and gives.',
  params: modelRequests.inspectModel.params,
  run: async (engine, { model }, { signal }) => {
    const { inputs, outputs } = await inspectModel(partsOf(engine), pathOf(engine, model), { kind: 'open' }, signal);
    return { inputs, outputs };
  },
});

const probe = defineOperation({
  name: 'probeModel',
  summary: 'Say how many numbers an image a model gives.',
  params: modelRequests.probeModel.params,
  run: async (engine, { model, input }, { signal }) => {
    const request = { kind: 'probe', input } as const;
    const { numbers, outputs } = await inspectModel(partsOf(engine), pathOf(engine, model), request, signal);
    return { outputs: outputs.map(({ name }, i) => ({ name, numbers: numbers[i] })) };
  },
});

const keepModel = defineOperation({
  name: 'keepModel',
  summary: 'Keep a model under a card that describes it.',
  params: modelRequests.keepModel.params,
  run: async (engine, { model, card }, { signal }) => {
    const path = pathOf(engine, model);
    const { size } = card.input;
    const trial = { ...card, file: '', sha256: '' };
    const pixels = new Uint8Array(size * size * 3).fill(128);
    await inspectModel(partsOf(engine), path, { kind: 'embed', card: trial, pixels, count: 1, batch: 1 }, signal);
    const kept = 'ticket' in model ? engine.modelStore.keep(model.ticket, card) : describeModelFile(path, card);
    return { card: await kept };
  },
});

const discardModel = defineOperation({
  name: 'discardModel',
  summary: 'Throw a fetched file away.',
  params: modelRequests.discardModel.params,
  run: async (engine, { ticket }) => {
    await engine.modelStore.discard(ticket);
    return null;
  },
});

function partsOf(engine: Engine): { program: string; threads: number } {
  return { program: engine.program('compute'), threads: engine.threads };
}

function pathOf(engine: Engine, model: Undescribed): string {
  if ('ticket' in model) return engine.modelStore.arrival(model.ticket).path;
  if (!isAbsolute(model.path)) throw new UserError(`${model.path} is not an absolute path.`);
  return model.path;
}

export const modelOperations = [
  configure,
  backends,
  models,
  fetchModel,
  hasCard,
  inspect,
  probe,
  keepModel,
  discardModel,
];
