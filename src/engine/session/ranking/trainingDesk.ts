import { rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { messageOf } from '../../../core/messageOf';
import type { EngineMessage } from '../../../protocol/notifications';
import type { CnnSettings } from '../../../protocol/training';
import type { AugmentationPreview, TrainingNews, TrainingPlan, TrainingRuns } from '../../../protocol/trainingRequests';
import type { Engine } from '../../engine';
import { UserError } from '../../errors';
import type { Report } from '../../jobs/progress';
import { HeadFitter } from '../../model/head/headFitter';
import type { DividedImage } from '../../trainer/divideImages';
import { exportRun } from '../../trainer/exportRun';
import { planTraining } from '../../trainer/planTraining';
import { findRun, listRuns } from '../../trainer/runFolder';
import { previewAugmentation, type PreviewInput } from '../../trainer/previewAugmentation';
import { resumeRun } from '../../trainer/resumeRun';
import { runIsAlive } from '../../trainer/runOwner';
import { trainCnn, type HeadOnSplit } from '../../trainer/trainCnn';
import { findRunsFolder, runsFolder, type TrainCnnCall, type TrainedRun } from '../../trainer/trainRun';
import type { Embeddings } from '../reading/embeddings';
import { headOnSplit } from './headOnSplit';
import type { TrainingImage } from './trainingImages';

export interface TrainingParts {
  readonly engine: Engine;
  readonly root: string;
  readonly images: () => readonly TrainingImage[];
  readonly embeddings: Embeddings;
  /** Rejects where nothing may be written. */
  readonly requireWritable: () => Promise<unknown>;
  readonly report: Report;
  readonly onNews: (news: TrainingNews) => void;
  readonly onMessage: (severity: EngineMessage['severity'], text: string) => void;
}

export interface TrainingWish {
  readonly settings: CnnSettings;
  readonly backend: string;
  readonly fresh: boolean;
}

/** The networks of an open dataset: one trains at a time, in its own process, while reviewing goes on. */
export class TrainingDesk {
  private training: { readonly stopping: AbortController; readonly done: Promise<void>; run?: string } | undefined;

  constructor(private readonly parts: TrainingParts) {}

  /** Begins; what comes of it is told as news and messages. Throws `UserError` while another run trains. */
  begin({ settings, backend, fresh }: TrainingWish): Promise<null> {
    const { engine, root, images } = this.parts;
    return this.start((call) =>
      trainCnn(
        engine,
        {
          root,
          images: images(),
          settings,
          backend,
          isFresh: fresh,
          isBackground: true,
          judgeHead: (divided, classes) => this.judgeHead(divided, classes, call),
        },
        call,
      ),
    );
  }

  /** Goes on with an interrupted run. Throws `UserError` while another run trains. */
  resume(run: string, backend: string): Promise<null> {
    const { engine, root } = this.parts;
    return this.start((call) => resumeRun(engine, { root, run, backend, isBackground: true }, call));
  }

  async stop(): Promise<null> {
    this.training?.stopping.abort(new UserError('Stopped.'));
    await this.training?.done;
    return null;
  }

  async runs(): Promise<TrainingRuns> {
    const folder = (await findRunsFolder(this.parts.engine, this.parts.root)) ?? '';
    const stored = folder === '' ? [] : await listRuns(folder);
    const active = this.training?.run;
    const elsewhere: string[] = [];
    for (const { folder: own, run } of stored)
      if (run.status === 'running' && run.id !== active && (await runIsAlive(own))) elsewhere.push(run.id);
    return {
      folder,
      runs: stored.map(({ run }) => run),
      active,
      ranking: await this.rankingRun(folder),
      isTraining: this.training !== undefined,
      elsewhere,
    };
  }

  plan(settings: CnnSettings, samples: number, sampleSeed: number): TrainingPlan {
    return planTraining(this.parts.images(), settings, samples, sampleSeed);
  }

  /** Copies a run's models into a new folder below `folder`. Throws `UserError` while there are none. */
  async export(run: string, folder: string): Promise<{ folder: string }> {
    const { engine, root } = this.parts;
    const stored = await findRun(await runsFolder(engine, root), run);
    return { folder: await exportRun(stored, folder, `${basename(root)}-${run}`) };
  }

  /** Throws `UserError` while somebody trains it. */
  async delete(run: string): Promise<null> {
    await this.parts.requireWritable();
    const stored = await findRun(await runsFolder(this.parts.engine, this.parts.root), run);
    if (await runIsAlive(stored.folder)) throw new UserError('This run is being trained. Stop it first.');
    if ((await this.rankingRun(dirname(stored.folder.path))) === run)
      throw new UserError('The network of this run ranks the images. Choose another model first.');
    await rm(stored.folder.path, { recursive: true, force: true });
    return null;
  }

  preview(input: PreviewInput, signal: AbortSignal): Promise<AugmentationPreview> {
    return previewAugmentation(this.parts.engine, input, signal);
  }

  /** The run of this folder whose card is the one in use. */
  private async rankingRun(folder: string): Promise<string | undefined> {
    const { cardPath } = await this.parts.engine.models.current().catch((error: unknown) => {
      // A model that cannot be read is no run's.
      if (error instanceof UserError) return { cardPath: '' };
      throw error;
    });
    const isOfRun = folder !== '' && dirname(dirname(cardPath)) === folder;
    return isOfRun ? basename(dirname(cardPath)) : undefined;
  }

  private async start(train: (call: TrainCnnCall) => Promise<TrainedRun>): Promise<null> {
    await this.parts.requireWritable();
    if (this.training) throw new UserError('A network is being trained already. Stop it first.');
    const stopping = new AbortController();
    this.training = { stopping, done: this.follow(train, stopping.signal) };
    return null;
  }

  private async follow(train: (call: TrainCnnCall) => Promise<TrainedRun>, signal: AbortSignal): Promise<void> {
    const { report, onNews, onMessage } = this.parts;
    let problem: string | undefined;
    try {
      const { run } = await train({
        signal,
        report,
        note: (text) => onMessage('info', text),
        // The run itself says so, where it is looked at.
        onBackend: () => undefined,
        onProgress: (progress) => {
          if (this.training) this.training.run = progress.run;
          onNews({ kind: 'progress', progress });
        },
        onEpoch: (current) => onNews({ kind: 'run', run: current }),
      });
      onNews({ kind: 'run', run });
    } catch (error) {
      if (!signal.aborted) problem = messageOf(error);
    }
    this.training = undefined;
    onNews({ kind: 'ended', problem });
    if (problem !== undefined) onMessage('error', problem);
  }

  /** The head on the division of a run. Not worth failing a training for: without it the network stands alone. */
  async judgeHead(
    images: readonly DividedImage[],
    classes: number,
    { signal, note }: Pick<TrainCnnCall, 'signal' | 'note'>,
  ): Promise<HeadOnSplit | undefined> {
    const { engine, embeddings } = this.parts;
    const fitter = new HeadFitter({ script: engine.program('fitThread'), threads: engine.threads });
    try {
      return await headOnSplit(fitter, embeddings, images, classes, signal, engine.options.seed);
    } catch (error) {
      signal.throwIfAborted();
      note(`The head could not be fitted beside the network: ${messageOf(error)}`);
      return undefined;
    } finally {
      await fitter.dispose();
    }
  }
}
