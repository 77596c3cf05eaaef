import {
  decisionCode,
  decisionCodes,
  isOfLabelAlone,
  type Decision,
  type DecisionCode,
} from '../../core/decisions/decision';
import { makeDismissal, type Dismissal, type DismissalBook } from '../../core/decisions/dismissal';
import { answersFinding, type Finding, type FindingKind, type FindingState } from '../../core/findings/finding';

/** What the state of a finding depends on, by row of the table. */
export interface StateFacts {
  /** `stateCode`, [rows]. */
  readonly decisions: Uint8Array;
  readonly dismissals: DismissalBook;
  hashOf(row: number): string;
  /** The class that a row stands in. */
  labelOf(row: number): string | undefined;
}

/** Added to the code of a conversion or renaming that says what the image shows as well, and of a keep that says only that. */
const labelledBit = 0x80;

/** One byte of a decision: its `decisionCodes`, and what it says of the label. */
export function stateCode(decision: Decision | undefined): number {
  const isOfFile = decision?.kind === 'convert' || decision?.kind === 'rename';
  const isLabelled = (isOfFile && decision.label !== undefined) || isOfLabelAlone(decision);
  return decisionCode(decision) | (isLabelled ? labelledBit : 0);
}

/** The `decisionCodes` in a `stateCode`. */
export function codeOf(state: number): DecisionCode {
  return (state & ~labelledBit) as DecisionCode;
}

/** True where what was decided of an image (a `stateCode`) answers what a finding of the kind says of it. */
export function isAnswered(kind: FindingKind, state: number): boolean {
  const code = codeOf(state);
  return answersFinding(kind, code, state !== code);
}

/** What dismisses a finding as it is now. */
function dismissalOf(
  { kind, type, images }: Pick<Finding, 'kind' | 'type' | 'images'>,
  { hashOf, labelOf }: Pick<StateFacts, 'hashOf' | 'labelOf'>,
): Dismissal {
  const label = kind === 'label' ? labelOf(images[0]) : undefined;
  return makeDismissal({ kind, type, label }, images.map(hashOf));
}

/**
 * What became of a finding: dismissed; or every image that it is about is decided on. Of copies one may remain that
 * nobody decided on: the one that stays.
 */
export function stateOf(finding: Finding, facts: StateFacts): FindingState {
  if (facts.dismissals.size > 0 && facts.dismissals.covers(dismissalOf(finding, facts))) return 'dismissed';
  let kept = 0;
  let leaving = 0;
  let undecided = 0;
  for (const row of finding.images) {
    const code = codeOf(facts.decisions[row]);
    if (!isAnswered(finding.kind, facts.decisions[row])) undecided++;
    else if (code === decisionCodes.keep) kept++;
    else if (code === decisionCodes.delete || code === decisionCodes['set-aside']) leaving++;
  }
  const { length } = finding.images;
  if (kept === length) return 'kept';
  if (undecided === 0) return 'pending';
  return length > 1 && length - leaving <= 1 ? 'pending' : 'open';
}
