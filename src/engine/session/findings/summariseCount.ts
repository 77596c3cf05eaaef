import { propertyOfTheSet, type FindingKind, type FindingType } from '../../../core/findings/finding';
import { isFindingWord } from '../../../core/findings/findingWords';
import type { FindingKindSummary } from '../../../protocol/findings';
import type { FindingCount } from '../../findings/countFindings';

/** A count as the rail shows it, in a dataset of `all` images. */
export function summariseCount({ kind, type, states, images }: FindingCount, all: number): FindingKindSummary {
  return {
    kind,
    ...(type && { type }),
    ...states,
    images,
    // What is offered to be cleaned up stays in sight, however much there is of it.
    isProperty: kind === 'quality' && images > propertyOfTheSet * all,
    query: `is:${queryWord(kind, type)}`,
  };
}

function queryWord(kind: FindingKind, type: FindingType | undefined): string {
  if (kind === 'unreadable') return 'damaged';
  if (kind === 'leakage') return kind;
  return type !== undefined && isFindingWord(type) ? type : kind;
}
