import type { Box } from '../../core/boxes';
import type { ReadLimits } from '../images/limits';
import type { NoImageReply } from '../images/readImage';
import type { CutOptions } from '../../core/collage/cutOptions';
import type { Crop } from './cutSheet';
import type { SheetSettings } from '../../core/collage/sheetSettings';
import type { DetectReply, DetectRequest } from './detectCollage';
import type { SheetAnalysis } from './sheetSession';

/** Finds the boxes of one file. */
export interface AnalyseRequest {
  readonly kind: 'analyse';
  /** Absolute path. */
  readonly path: string;
  readonly settings: SheetSettings;
  readonly limits: ReadLimits;
  /** Keeps the decoded sheet for the next request about it. */
  readonly keep: boolean;
}

/** Cuts boxes out of one file into an existing folder. */
export interface CutRequest {
  readonly kind: 'cut';
  readonly path: string;
  /** sha256 of the file that the boxes belong to. */
  readonly hash: string;
  readonly boxes: readonly Box[];
  readonly folder: string;
  readonly options: CutOptions;
  readonly limits: ReadLimits;
}

export type CollageRequest = AnalyseRequest | CutRequest | DetectRequest;

/**
 * The sheet is readable but: it `changed` since the boxes were drawn; the request is `invalid`; writing `failed`.
 */
export interface RefusedReply {
  readonly ok: false;
  readonly kind: 'changed' | 'invalid' | 'failed';
  readonly reason: string;
}

export interface AnalyseReply extends SheetAnalysis {
  readonly ok: true;
  readonly hash: string;
}

export interface CutReply {
  readonly ok: true;
  readonly crops: readonly Crop[];
}

export type CollageReply = AnalyseReply | CutReply | DetectReply | NoImageReply | RefusedReply;
