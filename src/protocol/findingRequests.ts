import * as z from 'zod';
import { duplicateTypes, findingKinds, findingStates, loaderTypes, qualityTypes } from '../core/findings/finding';
import { keepCriteria, thresholdKeys } from '../core/findings/findingSettings';
import type { FindingSettings } from '../core/findings/findingSettings';
import type {
  ClassHealth,
  Comparison,
  ConfusionMatrix,
  FindingsPage,
  FindingsSummary,
  ImageContext,
  Source,
  Threshold,
  Unaccepted,
} from './findings';
import { className } from './className';
import type { ApplyOutcome } from './dataset';
import type { EditReceipt } from './requests';
import { request } from './request';

export const findingKind = z.enum(findingKinds);
const findingType = z.enum([...duplicateTypes, ...qualityTypes, ...loaderTypes]);
const findingState = z.enum(findingStates);

/** Checks a dismissal. */
export const dismissal = z.object({
  kind: findingKind,
  type: findingType.optional(),
  label: z.string().optional(),
  images: z.array(z.object({ hash: z.string(), copies: z.int().min(1) })).readonly(),
});

/** Checks a recorded change of a dismissal. */
export const dismissalChange = z.object({ dismissal, before: z.boolean(), after: z.boolean() });

const threshold = z.number().min(-1000).max(100_000);

/** Checks how findings are judged, as it is recorded. */
export const findingSettings = z.object({
  thresholds: z.partialRecord(z.enum(thresholdKeys), threshold),
  keepRule: z.array(z.enum(keepCriteria)).max(keepCriteria.length).readonly(),
  protect: z.array(z.string()).readonly(),
  turned: z.boolean(),
});

const dataset = z.string();
const of = <S extends z.ZodRawShape>(shape: S) => z.object({ dataset, ...shape });
const ref = z.object({ kind: findingKind, type: findingType.optional(), images: z.array(z.int().min(0)).min(1) });
/** One kind and type: the findings named, or without `findings` all that are open. */
const selection = { kind: findingKind, type: findingType.optional(), findings: z.array(ref).max(10_000).optional() };

export const acceptFindings = z.object({ ...selection, unticked: z.boolean().default(false) });
export const mergeClasses = z.object({ from: className, to: className });
export const dismissFindings = z.object({ ...selection, dismissed: z.boolean() });

/** What the editor asks about everything suspicious. */
export const findingRequests = {
  /** Numbers by kind and type, as they are known now; asking makes the engine look in the background. */
  findingsSummary: request(of({}))<FindingsSummary>(),
  findingsPage: request(
    of({
      kind: findingKind,
      type: findingType.optional(),
      states: z.array(findingState).default(['open']),
      offset: z.int().min(0).default(0),
      limit: z.int().min(1).max(500).default(100),
    }),
  )<FindingsPage>(),
  /**
   * Turns proposals into pending decisions, as one edit. All of a kind: those that come ticked (same bytes, same
   * pixels), with `unticked` the others too. Those named are accepted either way. An image stays
   * as it was decided where that answers the finding.
   */
  acceptFindings: request(of(acceptFindings.shape))<EditReceipt & { readonly left: Unaccepted }>(),
  /** *Not a Problem*, or with `dismissed: false` a problem again. */
  dismissFindings: request(of(dismissFindings.shape))<EditReceipt>(),
  thresholds: request(of({}))<readonly Threshold[]>(),
  findingSettings: request(of({}))<FindingSettings>(),
  /** Changes what is given and remembers it; a threshold of null is the default again. */
  setFindingSettings: request(
    of({
      thresholds: z.partialRecord(z.enum(thresholdKeys), threshold.nullable()).optional(),
      keepRule: findingSettings.shape.keepRule.optional(),
      protect: findingSettings.shape.protect.optional(),
      turned: z.boolean().optional(),
    }),
  )<FindingSettings>(),
  /** What was found about one image, and the images most like it. */
  imageContext: request(of({ row: z.int().min(0) }))<ImageContext>(),
  classHealth: request(of({}))<ClassHealth>(),
  /** Relabels every image of a class to another one, as one edit. */
  mergeClasses: request(of(mergeClasses.shape))<EditReceipt>(),
  /** Removes folders without a file, at once; *Undo Last Apply* makes them again. */
  removeEmptyFolders: request(of({ folders: z.array(z.string()).min(1).max(10_000) }))<ApplyOutcome>(),
  sources: request(of({}))<readonly Source[]>(),
  confusionMatrix: request(of({}))<ConfusionMatrix>(),
  /** Copies of these images in another folder, which is only read. */
  compareWithFolder: request(
    of({ folder: z.string(), kinds: z.array(z.enum(['bytes', 'pixels', 'near'])).min(1) }),
  )<Comparison>(),
} as const;
