import type { Dismissal } from '../../core/decisions/dismissal';
import type { DuplicateType, FindingKind } from '../../core/findings/finding';
import type { FindingSettings, ThresholdKey } from '../../core/findings/findingSettings';
import type { AgainstGroup } from './against';
import type { SearchedPicture } from './collage';
import type { FindingColumns } from './columns';
import type { CrossCandidates } from './crossCandidates';
import type { DuplicateGroup } from './duplicates/duplicateGroup';
import type { PackedPairs } from './duplicates/judgedPairs';
import type { ComputedFindings, FindingFilter, FoundFinding } from './findingsWork';
import type { ScoreHistogram } from './histogram';
import type { LabelScores } from './label';
import type { ImageContext, Source } from '../../protocol/findings';
import type { ReferenceCounts, ReferenceSpec, TaggedImage } from './offReference';
import type { AcceptedProposals, FindingSelection, SelectedRows } from './selectFindings';
import type { SourceFacts } from './sources';
import type { TagTable } from './tagTable';

/** What the findings thread is started with. */
export interface FindingsThreadData {
  /** See jobs/rest. */
  readonly requests: Int32Array<SharedArrayBuffer>;
}

/** What can be asked of the findings thread. `load` comes first; all else is about what was loaded. */
export interface FindingsCalls {
  load: { params: { columns: FindingColumns }; result: null };
  /** Answered when the images are there. */
  ready: { params: object; result: null };
  scores: { params: { scores: LabelScores | undefined }; result: null };
  collages: { params: { pictures: readonly SearchedPicture[] }; result: null };
  /** What tags images have, for `setReference` and what follows. */
  setTags: { params: { tags: TagTable | undefined }; result: null };
  setReference: { params: { spec: ReferenceSpec | undefined }; result: null };
  countOffReference: { params: { spec: ReferenceSpec; threshold: number }; result: ReferenceCounts };
  tagImages: { params: { spec: ReferenceSpec; threshold: number }; result: TaggedImage[] };
  candidates: { params: object; result: Uint32Array };
  digests: { params: { digests: ReadonlyMap<number, string> }; result: null };
  /** Pairs of pictures that an earlier search judged. */
  setJudged: { params: { pairs: PackedPairs | undefined }; result: null };
  /** Those that are known by now; undefined where none was judged since they were last taken. */
  takeJudged: { params: object; result: PackedPairs | undefined };
  compute: {
    params: { settings: FindingSettings; dismissals: readonly Dismissal[]; kinds: readonly FindingKind[] };
    result: ComputedFindings;
  };
  page: {
    params: { filter: FindingFilter; offset: number; limit: number };
    result: { total: number; findings: FoundFinding[] };
  };
  accept: { params: { selection: FindingSelection; unticked: boolean }; result: AcceptedProposals };
  select: { params: { selection: FindingSelection }; result: SelectedRows };
  histogram: { params: { key: ThresholdKey }; result: ScoreHistogram };
  groups: { params: { types: readonly DuplicateType[]; settings: FindingSettings }; result: DuplicateGroup[] };
  context: { params: { row: number; predicted: number }; result: ImageContext };
  sources: { params: SourceFacts; result: Source[] };
  /** The set that those loaded are compared with. */
  reference: { params: { columns: FindingColumns }; result: CrossCandidates };
  against: {
    params: {
      types: readonly DuplicateType[];
      settings: FindingSettings;
      /** By index into the images loaded, and into the reference. */
      digests: ReadonlyMap<number, string>;
      referenceDigests: ReadonlyMap<number, string>;
    };
    result: AgainstGroup[];
  };
}

export type FindingsCallName = keyof FindingsCalls;

export interface FindingsMessage<N extends FindingsCallName = FindingsCallName> {
  readonly id: number;
  readonly name: N;
  readonly params: FindingsCalls[N]['params'];
}

export type FindingsReply =
  | { readonly id: number; readonly ok: true; readonly result: FindingsCalls[FindingsCallName]['result'] }
  | { readonly id: number; readonly ok: false; readonly reason: string };
