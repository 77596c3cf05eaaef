import { findLabelIssues } from '../labels/confidentLearning';
import type { CalibrationSample } from './calibration';
import { calibrate } from './calibration';
import { curvatureOf, fitSoftmax, setCurvatures } from './softmaxRegression';
import { fillFeatures, standardise } from './features';
import type { Folds } from './folds';
import { assignFolds } from './folds';
import type { FoldModels } from './foldModels';
import { fitRidge, packModels } from './foldModels';
import type { HeadInput, HeadScores, HeadUpdate } from './headInput';
import { checkInput, checkLabels, denseEntries, HeadInputError, rejected, unlabelled } from './headInput';
import type { Calibration, RowData } from './rowJob';
import { canHoldOut, countTargets, layRows } from './rowLayout';
import type { RowLayout } from './rowLayout';
import { softmaxInto } from './rowScores';
import type { RowTeam } from './rowTeam';
import { sharedBytes, sharedInts } from './shared';
import { UndoableUpdates } from './undoableUpdates';
import { Kernel } from './kernel';
import { Likeness } from './likeness';
import { NeighbourVotes } from './neighbourVotes';
import { blendModels, chooseBlend } from './blend';
import { changeModels } from './changeModels';
import { createRowData } from './createRowData';
import {
  calibratedImages,
  fewImages,
  fitSample,
  largestRidgeScale,
  largestSoftmaxScale,
  manyFolds,
  mostChanges,
  ridgePenalty,
  sampleEntries,
  softmaxBudget,
  softmaxDrift,
  softmaxImages,
  softmaxPenalty,
  trustedWeight,
  updateSample,
  usualFolds,
} from './headSettings';

interface Fitted {
  readonly method: 'ridge' | 'softmax';
  readonly models: FoldModels;
  readonly calibration: Calibration;
}

/**
 * The head on frozen embeddings: one linear model per fold, out-of-sample scores of every image, and their fast change
 * after a decision. Synchronous; lives in a fitting thread. See docs/decisions.md for why ridge, then softmax.
 */
export class HeadModel {
  private readonly columns: number;
  private readonly targets: Int32Array;
  private readonly labels: Int32Array;
  private readonly trusted: Uint8Array;
  private readonly outOfSample: Uint8Array;
  private readonly data: RowData;
  private folds: Folds;
  private layout: RowLayout;
  private fitted: Fitted | undefined;
  private likeness: Likeness | undefined;
  private votes: NeighbourVotes | undefined;
  private readonly undoable = new UndoableUpdates();
  /** Images whose model is no longer that of their span. */
  private readonly moved = new Set<number>();
  private changes = 0;
  /** Changes since the calibration of ridge scores. */
  private uncalibrated = 0;

  /**
   * @param mostEntries above so many probabilities only the largest of each image are kept.
   * @throws HeadInputError when shapes or labels do not fit together.
   */
  constructor(
    private readonly team: RowTeam,
    private readonly input: HeadInput,
    mostEntries = denseEntries,
  ) {
    checkInput(input);
    const n = input.labels.length;
    this.columns = input.classes + 1;
    this.labels = input.labels.slice();
    this.trusted = input.trusted?.slice() ?? new Uint8Array(n);
    this.targets = sharedInts(n);
    this.outOfSample = sharedBytes(n);
    this.folds = { count: 1, foldOf: new Int32Array(n) };
    this.layout = layRows(this.targets, this.folds, this.columns);
    this.data = createRowData(input, this.targets, this.layout.order, mostEntries);
    team.open(this.data);
    team.run({ kind: 'measure' });
  }

  private get dense(): boolean {
    return this.data.outputs.kept === null;
  }

  get isFitted(): boolean {
    return this.fitted !== undefined;
  }

  /** @throws HeadInputError when the update does not fit the input. */
  checkUpdate({ rows, labels, trusted }: HeadUpdate): void {
    if (labels.length !== rows.length || trusted.length !== rows.length)
      throw new HeadInputError(`${rows.length} rows with ${labels.length} labels and ${trusted.length} trust marks`);
    checkLabels(labels, this.input.classes);
    for (const row of rows)
      if (row < 0 || row >= this.labels.length) throw new HeadInputError(`row ${row} of ${this.labels.length}`);
  }

  /** Takes new labels for the next fit. */
  relabel(update: HeadUpdate): void {
    this.checkUpdate(update);
    update.rows.forEach((row, i) => {
      this.labels[row] = update.labels[i];
      this.trusted[row] = update.trusted[i];
    });
  }

  /** Fits every fold from the current labels. */
  fit(): HeadScores {
    const { team, input, columns } = this;
    for (let row = 0; row < this.labels.length; row++) this.setTarget(row);
    const groups = input.groups ?? Int32Array.from(this.labels.keys());
    this.folds = assignFolds(this.targets, groups, input.folds ?? this.usualFolds(), input.seed ?? 1);
    this.layout = layRows(this.targets, this.folds, columns);
    this.moved.clear();
    this.undoable.clear();
    this.changes = 0;
    this.uncalibrated = 0;
    for (let row = 0; row < this.outOfSample.length; row++)
      this.outOfSample[row] = this.isOutOfSample(row, this.layout.modelOf[row]);
    const scaling = standardise(this.data.embeddings, input.d, this.data.scaling.rowScale);
    const data = Object.assign(this.data, { scaling, order: this.layout.order });
    team.open(data);
    this.likeness ??= new Likeness(new Kernel(), data.embeddings, scaling);
    if (this.dense && (input.votes ?? true)) this.votes ??= NeighbourVotes.find(team, data, groups);

    this.fitted = undefined;
    const models = fitRidge(team, data, this.layout, ridgePenalty * input.d);
    this.scoreAll(models);
    this.fitted = { method: 'ridge', models, calibration: this.calibrateOn(fitSample, 'ridge', 5, models) };
    if (this.wantsSoftmax()) this.polish(this.fitted);
    return this.finish();
  }

  /** New labels of some images; scores of all. Exact for ridge, one quasi-Newton step for softmax. */
  update(update: HeadUpdate): HeadScores {
    const { rows } = update;
    const before = rows.map((row) => this.targets[row]);
    const weightsBefore = Float32Array.from(rows, (row) => this.data.weights[row]);
    const labelsBefore = {
      rows,
      labels: rows.map((row) => this.labels[row]),
      trusted: Uint8Array.from(rows, (row) => this.trusted[row]),
    };
    this.relabel(update);
    this.changes += rows.length;
    const { fitted } = this;
    const drifted = fitted?.method === 'softmax' && this.changes > Math.max(64, softmaxDrift * this.labels.length);
    if (!fitted || !this.dense || this.folds.count < 2 || drifted || rows.length > mostChanges) return this.fit();
    if (this.moved.size > 8 * mostChanges || new Set(rows).size < rows.length) return this.fit();

    // Until the change is complete nothing may be built on these weights: a cancelled change is followed by a fit.
    this.fitted = undefined;
    const present = this.presentColumns();
    const known = this.undoable.takeBack(update);
    if (!known) this.undoable.note(labelsBefore, update, fitted.models.weights);
    for (const row of rows) this.setTarget(row);
    const counts = countTargets(this.targets, this.folds, this.columns);
    for (const row of rows) {
      const fold = this.folds.foldOf[row];
      const target = this.targets[row];
      const heldOut = target >= 0 && canHoldOut(counts, this.folds.count, this.columns, target, fold);
      const model = heldOut ? fold : this.folds.count;
      if (model !== this.layout.modelOf[row]) this.moved.add(row);
      this.layout.modelOf[row] = model;
      this.outOfSample[row] = this.isOutOfSample(row, model);
    }
    const most = 1 - 1 / Math.max(2, count(present));
    changeModels({
      ...{ team: this.team, data: this.data, layout: this.layout, foldOf: this.folds.foldOf, models: fitted.models },
      ...{ rows, before, weightsBefore, mostCurvature: most, known },
      probabilitiesOf: fitted.method === 'softmax' ? softmaxOf(present) : null,
      curvatureOf,
    });
    this.patchMoved(fitted.models);
    const changed = this.presentColumns().some((there, column) => there !== present[column]);
    this.uncalibrated += rows.length;
    // A few labels among thousands leave the calibration as it is.
    const recalibrate =
      changed || (fitted.method === 'ridge' && this.uncalibrated * calibratedImages > this.labels.length);
    if (recalibrate) this.uncalibrated = 0;
    const { method, models, calibration: old } = fitted;
    const calibration = recalibrate ? this.calibrateOn(updateSample, method, old.scale, models) : old;
    this.fitted = { ...fitted, calibration };
    return this.finish();
  }

  private isOutOfSample(row: number, model: number): 0 | 1 {
    return this.targets[row] < 0 || model < this.folds.count ? 1 : 0;
  }

  private setTarget(row: number): void {
    const label = this.labels[row];
    this.targets[row] = label === rejected ? this.columns - 1 : label;
    if (label === unlabelled) this.data.weights[row] = 0;
    // A reject stands for its kind, not for itself: more weight only makes the model learn that one image by heart.
    else this.data.weights[row] = this.trusted[row] && label !== rejected ? trustedWeight : 1;
  }

  private usualFolds(): number {
    return this.labels.length < fewImages ? manyFolds : usualFolds;
  }

  private presentColumns(): Uint8Array {
    const present = new Uint8Array(this.columns);
    for (const target of this.targets) if (target >= 0) present[target] = 1;
    return present;
  }

  private wantsSoftmax(): boolean {
    const { width, d } = this.data.scaling;
    const n = this.targets.reduce((sum, target) => sum + (target >= 0 ? 1 : 0), 0);
    return this.dense && this.folds.count > 1 && n >= softmaxImages * d && n * this.columns * width <= softmaxBudget;
  }

  /** Mixes softmax regression in, as far as that predicts held-out labels better. */
  private polish({ models: ridge, calibration: ridgeCalibration }: Fitted): void {
    const { team, data, layout } = this;
    const present = this.presentColumns();
    const before = this.sample(fitSample);
    team.run({ kind: 'probabilities', calibration: ridgeCalibration });
    setCurvatures(data, count(present));
    const { d } = data.scaling;
    const softmax = fitSoftmax(team, data, layout, ridge, ridgeCalibration, present, softmaxPenalty * d);
    this.scoreAll(softmax);
    const { share, calibration } = chooseBlend(before, ridgeCalibration, this.sample(fitSample), present);
    if (share === 1) this.fitted = { method: 'softmax', models: softmax, calibration };
    else {
      const models = share === 0 ? ridge : blendModels(ridge, ridgeCalibration, softmax, share, d);
      this.scoreAll(models);
      if (share > 0) this.fitted = { method: 'softmax', models, calibration };
    }
  }

  /** Raw scores of all images; nothing where only the largest probabilities are kept. */
  private scoreAll(models: FoldModels): void {
    if (!this.dense) return;
    const weights = packModels(models.weights, this.data.scaling.width, this.columns);
    this.team.run({ kind: 'scores', spans: this.layout.spans, weights });
  }

  private calibrateOn(size: number, method: Fitted['method'], start: number, models?: FoldModels): Calibration {
    const largest = method === 'ridge' ? largestRidgeScale : largestSoftmaxScale;
    return calibrate(this.sample(size, models), this.presentColumns(), start, largest);
  }

  /** An even sample of the held-out images with their scores. */
  private sample(size: number, models: FoldModels | undefined = this.fitted?.models): CalibrationSample {
    const { columns, data, targets } = this;
    const usable: number[] = [];
    for (let row = 0; row < targets.length; row++) if (targets[row] >= 0 && this.outOfSample[row]) usable.push(row);
    const step = Math.max(1, usable.length / Math.min(size, Math.max(500, sampleEntries / columns)));
    const rows = Array.from({ length: Math.floor(usable.length / step) }, (_, i) => usable[Math.floor(i * step)]);
    const scores = new Float32Array(rows.length * columns);
    rows.forEach((row, i) => {
      if (this.dense) scores.set(data.scores.subarray(row * columns, (row + 1) * columns), i * columns);
      else if (models) this.scoreRow(models, row, scores, i * columns);
    });
    return { scores, targets: Int32Array.from(rows, (row) => targets[row]), columns };
  }

  /** Raw scores of one image by its own model (or the mean of all), written at `at`. */
  private scoreRow({ weights }: FoldModels, row: number, target: Float32Array, at: number): void {
    const { columns, data, layout } = this;
    const model = layout.modelOf[row];
    const used = model < weights.length && this.folds.count > 1 ? [weights[model]] : weights;
    const x = new Float32Array(data.scaling.width);
    fillFeatures(data.scaling, data.embeddings, row, x, 0);
    target.fill(0, at, at + columns);
    for (const matrix of used)
      for (let i = 0; i < x.length; i++) {
        if (x[i] === 0) continue;
        const factor = x[i] / used.length;
        for (let k = 0; k < columns; k++) target[at + k] += factor * matrix[i * columns + k];
      }
  }

  private patchMoved(models: FoldModels): void {
    for (const row of this.moved) this.scoreRow(models, row, this.data.scores, row * this.columns);
  }

  /**
   * Likeness to what was thrown out. The reject column of the model is no measure of it: the others of the kind stand
   * there with labels of real classes, which teach it that they are not rejects.
   */
  private rankRejects(): void {
    const { likeness, targets, columns } = this;
    const examples: number[] = [];
    for (let row = 0; row < targets.length; row++) if (targets[row] === columns - 1) examples.push(row);
    if (examples.length === 0 || !likeness) return;
    const { inverseNorm } = likeness;
    this.team.run({ kind: 'likeness', spans: this.layout.spans, form: likeness.formFor(examples), inverseNorm });
  }

  private finish(): HeadScores {
    const { data, fitted, input, outOfSample, folds } = this;
    if (!fitted) throw new Error('a head is fitted before it scores');
    const { calibration } = fitted;
    if (this.dense) {
      this.team.run({ kind: 'probabilities', calibration });
      this.votes?.mix();
    } else {
      const weights = packModels(fitted.models.weights, data.scaling.width, this.columns);
      this.team.run({ kind: 'largest', spans: this.layout.spans, weights, calibration });
    }
    this.rankRejects();
    const { width, values, kept, ...scores } = data.outputs;
    const probabilities = { width, values, columns: kept };
    const { targets, trusted, columns } = this;
    const { pGiven } = scores;
    const flag = 'least-likely';
    const issues = findLabelIssues({ probabilities, columns, targets, outOfSample, trusted, pGiven, flag });
    return {
      ...{ classes: input.classes, probabilities, outOfSample, folds: folds.count, method: fitted.method },
      ...scores,
      ...issues,
    };
  }
}

const count = (flags: Uint8Array): number => flags.reduce((sum, flag) => sum + flag, 0);

function softmaxOf(present: Uint8Array): (scores: Float32Array) => void {
  const calibration = { scale: 1, bias: Float64Array.from(present, (there) => (there ? 0 : -Infinity)) };
  return (scores) => softmaxInto(scores, 0, scores.length, calibration, scores, 0);
}
