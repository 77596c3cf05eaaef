import { modelVersion, readModel, readModelCard, type Model } from './modelCard';

/** The model that is chosen: its card read once, its file checked once, before it is first run. */
export class ModelInUse {
  private card: Promise<Model> | undefined;
  private checked: Promise<Model> | undefined;

  /** @param cardPath absolute path of the model's card. */
  constructor(private cardPath: string) {}

  /** The card, without a look at the file: what opening a dataset needs. Throws `UserError` naming the card. */
  readCard(): Promise<Model> {
    this.card ??= readModelCard(this.cardPath);
    return this.card;
  }

  /** The same model, its file checked. Throws `UserError` when card and file do not fit. */
  read(): Promise<Model> {
    this.checked ??= this.readCard().then(async (model) => {
      await readModel(this.cardPath);
      return model;
    });
    return this.checked;
  }

  /** The card as `readCard`, and where it lies. */
  async current(): Promise<{ readonly model: Model; readonly cardPath: string }> {
    return { model: await this.readCard(), cardPath: this.cardPath };
  }

  /** Chooses another; false when it is the same. Throws `UserError` and stays with the one before when it is no good. */
  async change(cardPath: string): Promise<boolean> {
    const before = await this.card?.catch((_noGood: unknown) => undefined);
    const model = await readModel(cardPath);
    this.cardPath = cardPath;
    if (before?.path === model.path && modelVersion(before.card) === modelVersion(model.card)) {
      this.checked = this.card;
      return false;
    }
    this.card = this.checked = Promise.resolve(model);
    return true;
  }
}
