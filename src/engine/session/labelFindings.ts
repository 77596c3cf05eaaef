import { sortFindings, type Finding } from '../../core/finding';
import { percent } from '../findings/words';
import type { ImageTable } from './imageTable';
import type { Scores } from './scores';

/** Labels that confident learning takes for wrong, with the class that the model would give. */
export function labelFindings(table: ImageTable, scores: Scores): Finding[] {
  const findings: Finding[] = [];
  for (let row = 0; row < scores.rows; row++) {
    const given = table.className(table.given[row]);
    const predicted = table.className(scores.predicted[row]);
    if (!scores.suspicious[row] || given === undefined || predicted === undefined) continue;
    findings.push({
      kind: 'label',
      images: [row],
      score: 1 - scores.margin[row],
      explanation:
        `Labelled ${given}, but a model that did not train on it takes it for ${predicted} ` +
        `(${percent(scores.confidence[row])} against ${percent(scores.pGiven[row])}).`,
      proposal: { kind: 'decide', images: [row], decision: { kind: 'relabel', to: predicted }, ticked: false },
    });
  }
  return sortFindings(findings);
}
