import { sortFindings, type Finding } from '../../core/findings/finding';
import { thresholdMeanings } from '../../core/findings/findingSettings';
import { percent } from '../../core/words';

/** The ranking by row of the table, [rows] each; see the session's scores. */
export interface LabelScores {
  readonly rows: number;
  /** Class index; -1 not ranked. */
  readonly predicted: Int32Array;
  readonly confidence: Float32Array;
  readonly pGiven: Float32Array;
  readonly margin: Float32Array;
  readonly suspicious: Uint8Array;
  /** The name of the predictions that they come from; undefined: Winnow's own. */
  readonly source?: string;
}

/**
 * Labels that confident learning takes for wrong, with the class that the model would give. `index` i is row `rows[i]`
 * of the scores; `given` is the class index, `limit` the margin (0 to 1) above which a label is left alone.
 */
export function labelFindings(
  { rows, given, classes }: { rows: Uint32Array; given: Int32Array; classes: readonly string[] },
  scores: LabelScores,
  limit = thresholdMeanings.label.default,
): Finding[] {
  const findings: Finding[] = [];
  const { source } = scores;
  const judge = source === undefined ? 'a model that did not train on it' : `the model that wrote ${source}`;
  rows.forEach((row, i) => {
    if (row >= scores.rows || !scores.suspicious[row] || scores.margin[row] >= limit) return;
    const [own, predicted] = [classes[given[i]], classes[scores.predicted[row]]];
    if (own === undefined || predicted === undefined) return;
    findings.push({
      kind: 'label',
      images: [i],
      score: 1 - scores.margin[row],
      figures: `${predicted} ${percent(scores.confidence[row])}, ${own} ${percent(scores.pGiven[row])}`,
      explanation:
        `Labelled ${own}, but ${judge} takes it for ${predicted} ` +
        `(${percent(scores.confidence[row])} against ${percent(scores.pGiven[row])}): more than ${own} is otherwise ` +
        `confused with ${predicted}. The margin is ${scores.margin[row].toFixed(2)}; the limit is ${limit}.`,
      proposal: { kind: 'decide', images: [i], decision: { kind: 'relabel', to: predicted }, ticked: false },
    });
  });
  return sortFindings(findings);
}
