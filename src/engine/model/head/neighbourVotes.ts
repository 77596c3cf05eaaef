import { neighbourBudget } from './headSettings';
import type { Neighbours } from './neighbours';
import { votesPerImage } from './neighbours';
import type { RowData } from './rowJob';
import { writeRowScores } from './rowScores';
import type { RowTeam } from './rowTeam';
import { sharedFloats, sharedInts } from './shared';

/** Share of the votes in a probability; from trials with 595 to 5,000 images (bench/labels). */
const share = 0.2;

/**
 * What the neighbours of an image are labelled, mixed into what the linear model says: on small sets the model of a few
 * directions misses kinds within a class that neighbours know. No image votes on itself or on its copies, so what is out of
 * sample stays so.
 */
export class NeighbourVotes {
  private constructor(
    private readonly data: RowData,
    private readonly neighbours: Neighbours,
  ) {}

  /** Looks for neighbours; undefined where there are too many images to do so in about a second. */
  static find(team: RowTeam, data: RowData, groups: ArrayLike<number>): NeighbourVotes | undefined {
    const n = groups.length;
    if (n * n * data.scaling.d > neighbourBudget) return undefined;
    const shared = sharedInts(n);
    shared.set(groups);
    const neighbours = { rows: sharedInts(n * votesPerImage), weights: sharedFloats(n * votesPerImage) };
    team.run({ kind: 'neighbours', groups: shared, ...neighbours });
    return new NeighbourVotes(data, neighbours);
  }

  /** Mixes the votes into the probabilities of all images and writes their scores anew. */
  mix(): void {
    const { columns, targets, outputs } = this.data;
    const { values } = outputs;
    const votes = new Float64Array(columns);
    for (let row = 0; row < targets.length; row++) {
      const total = this.count(row, votes);
      if (total === 0) continue;
      const at = row * columns;
      for (let k = 0; k < columns; k++) values[at + k] += share * (votes[k] / total - values[at + k]);
      writeRowScores(values, at, columns, targets[row], row, outputs);
    }
  }

  /** Counts the votes for each column; returns their sum, 0 where no neighbour is labelled. */
  private count(row: number, votes: Float64Array): number {
    const { targets, weights: trust } = this.data;
    const { rows, weights } = this.neighbours;
    votes.fill(0);
    let total = 0;
    for (let at = row * votesPerImage; at < (row + 1) * votesPerImage; at++) {
      const other = rows[at];
      if (other < 0) break;
      if (targets[other] < 0) continue;
      const vote = weights[at] * trust[other];
      votes[targets[other]] += vote;
      total += vote;
    }
    return total;
  }
}
