import * as z from 'zod';
import { labelChoice } from './labelChoice';
import { layoutKinds } from '../core/layout';
import {
  groupings,
  type ApplyOutcome,
  type DatasetSummary,
  type ImageDetails,
  type ImageList,
  type LeftOutFile,
  type PackedImages,
  type PlanPreview,
  type RowColumns,
  type UndoOutcome,
  type View,
} from './dataset';
import {
  exportFormats,
  importChoices,
  mostImportBytes,
  type EmptyTrashOutcome,
  type ExportedDecisions,
  type ImportPreview,
  type RestoreOutcome,
  type TrashListing,
} from './exchange';
import { className, label } from './className';
import { collageRequests, decideSheets } from './collageRequests';
import { copySettings, type CopyOutcome } from './cleanCopy';
import { request, type Params, type Result } from './request';
import { sortingRequests } from './sortingRequests';
import { convertFormats, goneAs, type DecisionChange } from '../core/decisions/decision';
import { unsafePathReason } from '../core/relativePath';
import type { DismissalChange } from '../core/decisions/dismissal';
import { acceptFindings, dismissalChange, dismissFindings, findingRequests, mergeClasses } from './findingRequests';
import type { ImageExif } from './exif';
import type { Unaccepted } from './findings';
import type { EngineMessage, TaskProgress } from './notifications';
import { splitDecision } from './splitDecision';
import { mapRequests } from './mapRequests';
import { notebookRequests } from './notebookRequests';
import { tagSources } from '../core/reference';
import { referenceRequests, type ReferenceView } from './reference';
import { reportRequests } from './reportRequests';
import { hostTrainingRequests, trainingRequests } from './trainingRequests';

/** A name that a file may get: one part of a path. */
export const fileName = z
  .string()
  .min(1)
  .max(255)
  .refine((name) => unsafePathReason(name) === undefined && !name.includes('/'), 'is not a file name');

export const decision = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('keep'), of: z.literal('label').optional() }),
  z.object({ kind: z.literal('relabel'), to: label }),
  z.object({ kind: z.literal('delete'), as: z.enum(goneAs).optional() }),
  z.object({ kind: z.literal('set-aside'), as: z.enum(goneAs).optional() }),
  z.object({ kind: z.literal('convert'), format: z.enum(convertFormats), label: label.optional() }),
  z.object({ kind: z.literal('rename'), to: fileName, label: label.optional() }),
  z.object({
    kind: z.literal('restore'),
    made: z
      .array(z.object({ path: z.string(), hash: z.string() }))
      .readonly()
      .optional(),
  }),
  splitDecision,
]);

const rows = z.custom<Uint32Array>(
  (value) => value instanceof Uint32Array && value.length <= 2_000_000,
  'is not a list of rows',
);
const row = z.int().min(0);
/** A table or plan that the user chose; `name` is for messages. */
const importedFile = z.object({
  name: z.string().max(1000),
  bytes: z.custom<Uint8Array>(
    (value) => value instanceof Uint8Array && value.length <= mostImportBytes,
    'is not a file of at most 256 MB',
  ),
});
const dataset = z.string();
const of = <S extends z.ZodRawShape>(shape: S) => z.object({ dataset, ...shape });
const sort = z.enum(['suspicion', 'margin', 'loss', 'confidence', 'reject', 'similarity', 'name']);

/** Checks a recorded change of a decision; `path` is relative to the dataset. */
export const decisionChange = z.object({
  path: z.string(),
  hash: z.string(),
  before: decision.optional(),
  after: decision.optional(),
});

export interface EditReceipt {
  /** What really changed; the reverse of it undoes the edit. Empty: nothing did. */
  readonly changes: readonly DecisionChange[];
  /** Findings that were dismissed or opened again with it. */
  readonly dismissals?: readonly DismissalChange[];
  /** Number of applies before this edit: undoing it after another apply means the opposite decision. */
  readonly epoch: number;
  readonly label: string;
}

/** What the editor's host asks of the engine about one open dataset. The engine checks every parameter. */
export const datasetRequests = {
  summary: request(of({}))<DatasetSummary>(),
  view: request(
    of({
      query: z.string().max(10_000),
      sort,
      group: z.enum(groupings).optional(),
      /** Leaves what is shown in its order: what no longer fits goes, what is new comes last. */
      keepOrder: z.boolean().optional(),
    }),
  )<View>(),
  /** The images that a query finds, with their paths; nothing that is shown changes by it. */
  listImages: request(of({ query: z.string().max(10_000), sort, limit: z.int().min(1).max(10_000) }))<ImageList>(),
  rows: request(of({ rows }))<RowColumns>(),
  thumbnails: request(of({ rows }))<PackedImages>(),
  preview: request(of({ row, longestSide: z.int().min(16).max(8192) }))<PackedImages>(),
  details: request(of({ row }))<ImageDetails>(),
  /** What the camera wrote into an image's file. */
  exif: request(of({ row }))<ImageExif>(),
  /** Every file that is no readable image, with the reason. */
  leftOut: request(of({}))<{ readonly unreadable: readonly LeftOutFile[]; readonly skipped: readonly LeftOutFile[] }>(),
  decide: request(of({ rows, decision: decision.nullable() }))<EditReceipt>(),
  /** `sorted`: the classes that were last proposed for a pile, whatever the ranking says by now. */
  accept: request(of({ rows, sorted: z.boolean().optional() }))<EditReceipt>(),
  edit: request(
    of({ changes: z.array(decisionChange), epoch: z.int().min(0), dismissals: z.array(dismissalChange).optional() }),
  )<EditReceipt>(),
  save: request(of({}))<{ readonly offset: number }>(),
  /** The edits since the last save, as one. */
  unsaved: request(of({}))<EditReceipt>(),
  revert: request(of({}))<EditReceipt>(),
  retrain: request(of({}))<{ readonly images: number; readonly seconds: number }>(),
  /** Pins a class to a digit key. */
  pin: request(of({ digit: z.int().min(0).max(9), name: className }))<null>(),
  /** The queries to come back to, the newest last. */
  saveQuery: request(of({ query: z.string().min(1).max(10_000), isSaved: z.boolean() }))<null>(),
  /** How the folder is to be understood from its next opening on; absent: as it looks. */
  chooseLayout: request(of({ layout: z.enum(layoutKinds).optional(), labels: labelChoice.optional() }))<null>(),
  /** Files of the dataset that may be tables of labels, the likeliest first. */
  labelTables: request(of({}))<string[]>(),
  planPreview: request(of({}))<PlanPreview>(),
  applyChanges: request(of({}))<ApplyOutcome>(),
  /** `journal` names the apply; without it the newest. */
  undoLastApply: request(of({ journal: z.string().optional() }))<UndoOutcome>(),
  exportDecisions: request(of({ format: z.enum(exportFormats) }))<ExportedDecisions>(),
  /** Writes a clean copy to train on; changes nothing in the dataset. */
  exportCopy: request(of({ out: z.string().min(1).max(4096), settings: copySettings }))<CopyOutcome>(),
  /** What an import of a file would do here. */
  readImport: request(of({ file: importedFile }))<ImportPreview>(),
  importDecisions: request(of({ file: importedFile, chosen: z.array(z.enum(importChoices)) }))<EditReceipt>(),
  trash: request(of({}))<TrashListing>(),
  restoreFromTrash: request(
    of({ files: z.array(z.object({ journal: z.string(), operation: z.int().min(0) })).max(1_000_000) }),
  )<RestoreOutcome>(),
  emptyTrash: request(of({}))<EmptyTrashOutcome>(),
  /** Looks whether files or decisions changed outside, and follows them; `decisions`: they alone. */
  follow: request(of({ what: z.enum(['all', 'decisions']) }))<{ readonly changed: boolean }>(),
  cancel: request(of({ task: z.enum(['index', 'rank', 'apply', 'split', 'map', 'tag']) }))<null>(),
  /** `mayReturn`: the dataset is kept as it is for a while. */
  close: request(of({ mayReturn: z.boolean() }))<null>(),
  ...findingRequests,
  ...sortingRequests,
  ...collageRequests,
  ...mapRequests,
  ...referenceRequests,
  ...reportRequests,
  ...trainingRequests,
  ...notebookRequests,
} as const;

export type DatasetRequests = typeof datasetRequests;
export type DatasetRequestName = keyof DatasetRequests;

/** What the page may have forwarded to the engine as it is; everything else passes through the host's own code. */
export const forwardedFromPage = [
  'summary',
  'view',
  'rows',
  'thumbnails',
  'preview',
  'details',
  'exif',
  'imageContext',
  'planPreview',
  'findingsSummary',
  'findingsPage',
  'thresholds',
  'setFindingSettings',
  'classHealth',
  'sources',
  'confusionMatrix',
  'pileState',
  'clusterPile',
  'proposePile',
  'moreLike',
  'reviewReport',
  'drawSpotCheck',
  'spotCheck',
  'embeddingMap',
  'draftReference',
  'reference',
  'countOffReference',
  'flagOffReference',
  'clearReference',
  'mapFacts',
  'saveQuery',
  'sheet',
  'sheetBoxes',
  'findSheets',
  'splitBefore',
  'rememberSplit',
  'sourceSheet',
  'sourcePreview',
  'rowsOf',
  'cancel',
  'trainingRuns',
  'planTraining',
  'previewAugmentation',
] as const;
export type Forwarded = (typeof forwardedFromPage)[number];

/** What the host answers itself: decisions become VS Code edits; commands run in VS Code. */
export const hostRequests = {
  ...hostTrainingRequests,
  ready: request(z.object({}))<PageStart>(),
  decide: request(z.object({ rows, decision: decision.nullable() }))<null>(),
  accept: request(z.object({ rows, sorted: z.boolean().optional() }))<null>(),
  acceptFindings: request(acceptFindings)<Unaccepted>(),
  dismissFindings: request(dismissFindings)<null>(),
  decideSheets: request(decideSheets)<null>(),
  /** Asks whether images may be sent to a cloud service, and sends them; null: they may not. */
  askTagSource: request(z.object({ source: z.enum(tagSources) }))<ReferenceView | null>(),
  /** Resolves to how many images are relabelled. */
  mergeClasses: request(mergeClasses)<number>(),
  removeEmptyFolders: request(z.object({ folders: z.array(z.string()).min(1).max(10_000) }))<ApplyOutcome>(),
  command: request(
    z.object({
      name: z.enum([
        'apply',
        'undoApply',
        'retrain',
        'revealInExplorer',
        'openSettings',
        'showLog',
        'chooseLayout',
        'showLeftOutFiles',
        'showPredictions',
      ]),
      row: row.optional(),
    }),
  )<null>(),
} as const;

export type HostRequests = typeof hostRequests;

/** The images that a page most likely shows first: fetched while the page itself is still loaded. */
export interface FirstView {
  readonly query: string;
  readonly view: View;
  /** Of the first images. */
  readonly rows: RowColumns;
  readonly thumbnails: PackedImages;
}

/** What the page needs to begin: everything else it asks for. */
export interface PageStart {
  readonly summary: DatasetSummary;
  /** Sorted by suspicion, without groups; absent where it may be out of date already. */
  readonly first?: FirstView;
  /** What was told while no page listened. */
  readonly message?: EngineMessage;
  readonly progress: readonly TaskProgress[];
  /** The query to begin with, e.g. `class:dog` for a right-clicked class folder. */
  readonly query: string;
  /** An action of the page's keys to begin with, by its name. */
  readonly action?: string;
  /** Files and folders below the dataset whose collages are to be split at once. */
  readonly split: readonly string[];
  /** Whether its tab is the active one: beside a notebook the keyboard stays there. */
  readonly isActive: boolean;
  /** False in a restricted workspace: looking is possible, changing is not. */
  readonly mayChange: boolean;
  /** A cloud service may be asked for tags: the setting `winnow.tagService`. */
  readonly mayAskService: boolean;
  /** Key bindings of the page, from the setting `winnow.keys` (action -> keys). */
  readonly keys: Readonly<Record<string, readonly string[]>>;
  /** Texts of the page by their English original. */
  readonly strings: Readonly<Record<string, string>>;
}

/** The page's requests without `dataset`: the host adds it, so that a page reaches no other dataset. */
export type PageRequests = {
  readonly [N in Forwarded]: {
    readonly params: Omit<Params<DatasetRequests[N]>, 'dataset'>;
    readonly result: Result<DatasetRequests[N]>;
  };
} & {
  readonly [N in keyof HostRequests]: {
    readonly params: Params<HostRequests[N]>;
    readonly result: Result<HostRequests[N]>;
  };
};
