import { rm } from 'node:fs/promises';
import type { EngineMessage } from '../../protocol/notifications';
import type { CnnSettings } from '../../protocol/training';
import type { AugmentationPreview, TrainingNews, TrainingRuns } from '../../protocol/trainingRequests';
import type { Engine } from '../engine';
import { UserError } from '../errors';
import type { Report } from '../jobs/progress';
import { listRuns } from '../trainer/runFolder';
import { previewAugmentation, type PreviewInput } from '../trainer/previewAugmentation';
import { runIsAlive } from '../trainer/runOwner';
import { runsFolder, trainCnn } from '../trainer/trainCnn';
import type { TrainingImage } from './trainingImages';

export interface TrainingParts {
  readonly engine: Engine;
  readonly root: string;
  readonly images: () => readonly TrainingImage[];
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
  async begin(wish: TrainingWish): Promise<null> {
    await this.parts.requireWritable();
    if (this.training) throw new UserError('A network is being trained already. Stop it first.');
    const stopping = new AbortController();
    this.training = { stopping, done: this.train(wish, stopping.signal) };
    return null;
  }

  async stop(): Promise<null> {
    this.training?.stopping.abort(new UserError('Stopped.'));
    await this.training?.done;
    return null;
  }

  async runs(): Promise<TrainingRuns> {
    const folder = await runsFolder(this.parts.engine, this.parts.root);
    return { folder, runs: (await listRuns(folder)).map(({ run }) => run), active: this.training?.run };
  }

  /** Throws `UserError` while somebody trains it. */
  async delete(run: string): Promise<null> {
    const stored = (await listRuns(await runsFolder(this.parts.engine, this.parts.root))).find(
      ({ run: { id } }) => id === run,
    );
    if (!stored) return null;
    if (await runIsAlive(stored.folder)) throw new UserError('This run is being trained. Stop it first.');
    await rm(stored.folder.path, { recursive: true, force: true });
    return null;
  }

  preview(input: PreviewInput, signal: AbortSignal): Promise<AugmentationPreview> {
    return previewAugmentation(this.parts.engine, input, signal);
  }

  private async train({ settings, backend, fresh }: TrainingWish, signal: AbortSignal): Promise<void> {
    const { engine, root, images, report, onNews, onMessage } = this.parts;
    try {
      const { run } = await trainCnn(
        engine,
        { root, images: images(), settings, backend, isFresh: fresh, isBackground: true },
        {
          signal,
          report,
          note: (text) => onMessage('info', text),
          onProgress: (progress) => {
            if (this.training) this.training.run = progress.run;
            onNews({ kind: 'progress', progress });
          },
          onEpoch: (current) => onNews({ kind: 'run', run: current }),
        },
      );
      onNews({ kind: 'run', run });
    } catch (error) {
      if (!signal.aborted) onMessage('error', error instanceof Error ? error.message : String(error));
    } finally {
      this.training = undefined;
    }
  }
}
