import type { HeadInput, HeadScores, HeadUpdate } from './headInput';
import { HeadModel } from './headModel';
import type { RowTeam } from './rowTeam';

/** The newest input and the labels since; survives a cancelled fit, so that no label is ever forgotten. */
export class HeadSession {
  private input: HeadInput | undefined;
  private model: HeadModel | undefined;
  private waiting: HeadUpdate[] = [];

  constructor(private readonly team: RowTeam) {}

  fit(input: HeadInput): HeadScores {
    this.input = input;
    this.model = undefined;
    this.waiting = [];
    return this.run();
  }

  /** @throws HeadInputError when the update does not fit the input; it is then dropped. */
  update(update: HeadUpdate): HeadScores {
    this.model?.checkUpdate(update);
    this.waiting.push(update);
    return this.run();
  }

  private run(): HeadScores {
    if (!this.input) throw new Error('a head is fitted before it is updated');
    const model = (this.model ??= new HeadModel(this.team, this.input));
    const updates = this.waiting;
    this.waiting = [];
    if (model.isFitted && updates.length === 1) return model.update(updates[0]);
    for (const update of updates) model.relabel(update);
    return model.fit();
  }
}
