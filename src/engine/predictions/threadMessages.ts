import type { PredictionColumns } from '../../core/predictions/columns';
import type { PredictionsLeft, PredictionsLook } from '../../protocol/predictions';
import type { PackedText } from '../findings/packedText';
import type { HeadScores } from '../model/head/headInput';
import type { ScoreInput } from './scorePredictions';

/** `PredictedImages` as it travels to the thread: an empty text is no image. */
export interface PackedImages {
  readonly root: string;
  readonly paths: PackedText;
  readonly before: ReadonlyMap<number, string>;
  readonly unreadable: readonly string[];
  readonly classes: readonly string[];
  readonly given: Int32Array;
}

/** What came of reading a table, without its scores, which stay in the thread. */
export interface ReadSummary {
  readonly classes: readonly string[];
  readonly rows: number;
  readonly images: number;
  readonly left: readonly PredictionsLeft[];
  readonly notes: readonly string[];
  readonly doubt?: string;
}

export type PredictionsAsk =
  | { readonly kind: 'look'; readonly path: string; readonly images: PackedImages }
  | {
      readonly kind: 'read';
      readonly path: string;
      readonly columns: PredictionColumns;
      readonly images: PackedImages;
    }
  | { readonly kind: 'score'; readonly input: ScoreInput };

export interface PredictionsAnswers {
  readonly look: PredictionsLook;
  readonly read: ReadSummary;
  readonly score: HeadScores;
}

export type PredictionsReply =
  | { readonly id: number; readonly result: PredictionsAnswers[keyof PredictionsAnswers] }
  /** `isUsers`: the user can mend it. */
  | { readonly id: number; readonly problem: string; readonly isUsers: boolean };
