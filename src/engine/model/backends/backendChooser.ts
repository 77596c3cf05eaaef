import {
  type BackendSetting,
  type BackendsReport,
  type BackendTrial,
  type ComputeBackend,
} from '../../../protocol/backends';
import { modelVersion } from '../modelCard';
import type { BackendFailure } from '../computeMessages';
import { acceleratorsOf } from './providers';
import { largestDifference, largestDistance, opensOn, tryBackend, type TrialOutcome, type TrialParts } from './trial';
import { TrialRecord } from './trialRecord';

export interface ChooserParts extends TrialParts {
  readonly cacheFolder: string;
  readonly setting: BackendSetting;
}

/** Chooses what embeds: the one that is set, else the fastest by a short trial that is remembered. */
export class BackendChooser {
  private readonly record: TrialRecord;

  constructor(private readonly parts: ChooserParts) {
    this.record = new TrialRecord(parts.cacheFolder, modelVersion(parts.model.card), parts.threads);
  }

  /** What to embed with. Accelerators are tried once per machine and model; without any, the CPU needs no trial. */
  async choose(signal: AbortSignal): Promise<ComputeBackend> {
    const { setting } = this.parts;
    if (setting !== 'auto' && setting !== 'gpu') return setting;
    const known = await this.record.read();
    return fastest(known ? known.trials : (await this.record.write(await this.look(signal))).trials);
  }

  /** Tries everything that this platform has code for, one after the other; remembers what it told. */
  async measure(signal: AbortSignal): Promise<BackendsReport> {
    const trials: BackendTrial[] = [];
    let reference: Float32Array | undefined;
    for (const name of ['cpu', 'wasm', ...this.accelerators] as const) {
      const outcome = await tryBackend(this.parts, name, signal);
      reference ??= outcome.embeddings;
      trials.push(this.checked(outcome, reference));
    }
    return this.reportOf(await this.record.write(trials));
  }

  /** What is known, without a trial. */
  async report(): Promise<BackendsReport> {
    return this.reportOf(await this.record.read());
  }

  /** A backend failed at work: it is not chosen again until it is measured anew. */
  async failed({ backend, reason }: BackendFailure): Promise<void> {
    const known = await this.record.read();
    const others = known?.trials.filter(({ name }) => name !== backend) ?? [];
    await this.record.write([...others, { kind: 'unavailable', name: backend, reason }]);
  }

  /** A look at the accelerators, and a timed trial against the CPU only where there is one. */
  private async look(signal: AbortSignal): Promise<BackendTrial[]> {
    const looks = await Promise.all(this.accelerators.map((name) => opensOn(this.parts, name, signal)));
    const there = looks.filter(({ trial }) => trial.kind === 'untimed').map(({ trial }) => trial.name);
    const trials = looks.map(({ trial }) => trial).filter(({ name }) => !there.includes(name));
    if (there.length === 0) return [{ kind: 'untimed', name: 'cpu' }, ...trials];
    const cpu = await tryBackend(this.parts, 'cpu', signal);
    trials.unshift(cpu.trial);
    for (const name of there) trials.push(this.checked(await tryBackend(this.parts, name, signal), cpu.embeddings));
    return trials;
  }

  private get accelerators(): readonly ComputeBackend[] {
    return acceleratorsOf(process.platform, process.arch);
  }

  /** A backend whose numbers are not those of the reference is of no use, however fast. */
  private checked({ trial, embeddings }: TrialOutcome, reference: Float32Array | undefined): BackendTrial {
    if (!embeddings || !reference) return trial;
    const distance = largestDifference(embeddings, reference, this.parts.model.card.embedding.width);
    if (distance <= largestDistance) return trial;
    const reason = `Its numbers are not the CPU's: 1 - cosine is up to ${distance.toPrecision(2)}.`;
    return { kind: 'unavailable', name: trial.name, reason };
  }

  private reportOf(known: { measuredAt: number; trials: readonly BackendTrial[] } | undefined): BackendsReport {
    const { setting, model } = this.parts;
    const inUse = setting === 'auto' || setting === 'gpu' ? fastest(known?.trials ?? []) : setting;
    return { setting, inUse, model: model.card.name, measuredAt: known?.measuredAt, trials: known?.trials ?? [] };
  }
}

/** The fastest of those that work; the CPU where nothing is known, WebAssembly where the CPU's build does not load. */
function fastest(trials: readonly BackendTrial[]): ComputeBackend {
  let best: { name: ComputeBackend; imagesPerSecond: number } | undefined;
  for (const trial of trials)
    if (trial.kind === 'measured' && !(best && best.imagesPerSecond >= trial.imagesPerSecond)) best = trial;
  if (best) return best.name;
  const cpu = trials.find(({ name }) => name === 'cpu');
  return cpu?.kind === 'unavailable' ? 'wasm' : 'cpu';
}
