import { messageOf } from '../../src/core/messageOf';
import {
  defaultSettings,
  draftOf,
  type NetworkDraft,
  type NetworkSettings,
} from '../../src/core/training/networkDraft';
import { historyOf, type TrainingHistory } from '../../src/core/training/trainingHistory';
import type { TrainerBackend } from '../../src/core/training/trainerBackends';
import type { TrainingProgress, TrainingRun } from '../../src/protocol/training';
import type { TrainingNews, TrainingRuns } from '../../src/protocol/trainingRequests';
import type { HostConnection } from '../messages';
import { t } from '../strings';

/** How a run stands, told from its record and from what trains now. */
export type RunState = 'training' | 'elsewhere' | 'interrupted' | 'stopped' | 'failed' | 'finished';

/** The form of a network as it is filled in. */
export interface FormEntries {
  draft: NetworkDraft;
  backend: 'auto' | TrainerBackend;
  /** The run that it was filled from. */
  base: { readonly name: string; readonly draft: NetworkDraft } | undefined;
}

/** What the page knows of the dataset's networks. */
export class TrainingState {
  /** The newest first. */
  runs: readonly TrainingRun[] = [];
  /** The table was asked for and came. */
  isLoaded = false;
  /** A training was begun in this window and has not ended. */
  isTraining = false;
  progress: TrainingProgress | undefined;
  /** Why the last thing asked for did not happen. */
  problem: string | undefined;
  readonly form: FormEntries = { draft: draftOf(defaultSettings), backend: 'auto', base: undefined };
  /** Runs whose curves are drawn. */
  readonly selected = new Set<string>();
  /** The run whose network ranks. */
  ranking: string | undefined;
  private active: string | undefined;
  private elsewhere: ReadonlySet<string> = new Set();

  constructor(
    private readonly host: HostConnection,
    private readonly changed: () => void,
    private readonly announce: (text: string) => void,
  ) {}

  async load(): Promise<void> {
    await this.attempt(async () => this.take(await this.host.request('trainingRuns', {})));
  }

  told(news: TrainingNews): void {
    switch (news.kind) {
      case 'progress':
        this.isTraining = true;
        this.progress = news.progress;
        if (this.active !== news.progress.run) {
          this.active = news.progress.run;
          // Of a new run there is no line yet.
          void this.load().then(() => this.selectOnly(news.progress.run));
        }
        break;
      case 'run':
        this.runs = this.runs.map((run) => (run.id === news.run.id ? measured(news.run) : run));
        break;
      case 'ended':
        this.isTraining = false;
        this.progress = undefined;
        this.active = undefined;
        void this.load();
        // Afterwards: what is asked for begins by forgetting what went wrong before.
        this.problem = news.problem;
        this.announce(news.problem ?? t('The training has ended.'));
        break;
    }
    this.changed();
  }

  async begin(settings: NetworkSettings, backend: 'auto' | TrainerBackend): Promise<boolean> {
    return this.attempt(async () => {
      await this.host.request('beginTraining', { settings, backend });
      this.isTraining = true;
    });
  }

  resume(run: string): Promise<boolean> {
    return this.attempt(async () => {
      await this.host.request('continueTraining', { run });
      this.isTraining = true;
    });
  }

  stop(): Promise<boolean> {
    return this.attempt(async () => void (await this.host.request('endTraining', {})));
  }

  async remove(run: TrainingRun): Promise<void> {
    await this.attempt(async () => {
      if (await this.host.request('removeRun', { run: run.id, name: this.nameOf(run) })) await this.load();
    });
  }

  /** Asks where to, and says where it lies now. */
  async export(run: TrainingRun): Promise<void> {
    await this.attempt(async () => {
      const done = await this.host.request('exportRunAs', { run: run.id });
      if (done) this.announce(t('Exported to {0}', done.folder));
    });
  }

  /** Makes its network the model that embeds and ranks. */
  async rankBy(run: TrainingRun): Promise<void> {
    await this.attempt(async () => {
      await this.host.request('rankByRun', { run: run.id });
      await this.load();
    });
  }

  async saveCurves(name: string, format: 'svg' | 'png', draw: () => Promise<Uint8Array>): Promise<void> {
    await this.attempt(async () => {
      const done = await this.host.request('saveCurves', { name, format, bytes: await draw() });
      if (done) this.announce(t('Saved as {0}', done.file));
    });
  }

  select(id: string, isSelected: boolean): void {
    if (isSelected) this.selected.add(id);
    else this.selected.delete(id);
    this.changed();
  }

  selectOnly(id: string): void {
    this.selected.clear();
    this.selected.add(id);
    this.changed();
  }

  get selectedRuns(): TrainingRun[] {
    return this.runs.filter(({ id }) => this.selected.has(id));
  }

  stateOf({ id, status }: TrainingRun): RunState {
    if (id === this.active && this.isTraining) return 'training';
    if (this.elsewhere.has(id)) return 'elsewhere';
    return status === 'running' ? 'interrupted' : status;
  }

  /** "#3 16-32-64 + 64, 64 px": the oldest run is #1. */
  nameOf(run: TrainingRun): string {
    return `${this.numberOf(run)} ${run.name}`;
  }

  numberOf(run: TrainingRun): string {
    return `#${this.runs.length - this.runs.findIndex(({ id }) => id === run.id)}`;
  }

  private take({ runs, active, ranking, isTraining, elsewhere }: TrainingRuns): void {
    this.runs = runs.map(measured);
    this.isLoaded = true;
    this.isTraining = isTraining;
    this.active = active;
    this.ranking = ranking;
    this.elsewhere = new Set(elsewhere);
    for (const id of this.selected) if (!runs.some((run) => run.id === id)) this.selected.delete(id);
    if (this.selected.size === 0 && runs.length > 0) this.selected.add(active ?? runs[0].id);
  }

  /** False when it failed; why is in `problem`. */
  private async attempt(work: () => Promise<void>): Promise<boolean> {
    this.problem = undefined;
    try {
      await work();
    } catch (error) {
      this.problem = messageOf(error);
      this.announce(this.problem);
    }
    this.changed();
    return this.problem === undefined;
  }
}

export function curvesOf(run: TrainingRun): TrainingHistory {
  return historyOf(run.epochs);
}

/** What was not measured comes as null: messages to a page are JSON. */
function measured(run: TrainingRun): TrainingRun {
  const figure = (value: number | null): number => value ?? NaN;
  return {
    ...run,
    epochs: run.epochs.map(({ loss, accuracy, valLoss, valAccuracy }) => ({
      loss: figure(loss),
      accuracy: figure(accuracy),
      valLoss: figure(valLoss),
      valAccuracy: figure(valAccuracy),
    })),
    gap: run.gap && { loss: figure(run.gap.loss), accuracy: figure(run.gap.accuracy) },
    head: run.head && { ...run.head, accuracy: figure(run.head.accuracy) },
  };
}
