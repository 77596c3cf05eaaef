import { modelVersion, type Model } from '../../model/modelCard';
import { Embeddings } from './embeddings';
import type { ImageTable } from '../imageTable';

/**
 * Which model a dataset's embeddings are of. Another model's embeddings grow beside those in use, which serve until the
 * new ones are complete.
 */
export class ModelDesk {
  private wanted: { readonly model: Model; readonly embeddings: Embeddings };
  private usedVersion: string;
  private trained: ReadonlySet<string>;
  private usedModel: Model;

  constructor(
    private readonly table: ImageTable,
    /** Those that ranking, findings and sorting work with. */
    private readonly used: Embeddings,
    model: Model,
  ) {
    this.usedVersion = modelVersion(model.card);
    this.trained = model.trainedOn;
    this.usedModel = model;
    this.wanted = { model, embeddings: used };
  }

  /** The model to embed with, and where its embeddings go. */
  get target(): { readonly model: Model; readonly embeddings: Embeddings } {
    return this.wanted;
  }

  /** Names the model in use, and what it is given. */
  get version(): string {
    return this.usedVersion;
  }

  /** Content hashes of images that the model in use trained on. */
  get trainedOn(): ReadonlySet<string> {
    return this.trained;
  }

  /** The model in use, as its card names it. */
  get name(): string {
    return this.usedModel.card.name;
  }

  /** The model that the embeddings in use are of. */
  get model(): Model {
    return this.usedModel;
  }

  /** Another model is embedding; what is used is the one before it. */
  get isChanging(): boolean {
    return this.wanted.embeddings !== this.used;
  }

  /** Embeds with another model from now on; going back to the one in use costs nothing. */
  change(model: Model): void {
    const isUsed = modelVersion(model.card) === this.usedVersion;
    this.wanted = { model, embeddings: isUsed ? this.used : new Embeddings(model.card.embedding.width) };
  }

  /** Images that were read and lack the wanted model's embedding. */
  missing(): number[] {
    return [...this.table.files.keys()].filter(
      (row) => this.table.isImage(row) && this.table.hashes[row] !== undefined && !this.wanted.embeddings.has(row),
    );
  }

  /** The wanted model takes over. Its embeddings are complete. */
  settle(): void {
    const { model, embeddings } = this.wanted;
    this.used.become(embeddings);
    this.usedVersion = modelVersion(model.card);
    this.trained = model.trainedOn;
    this.usedModel = model;
    this.wanted = { model, embeddings: this.used };
  }

  /** Rows whose files changed or went. */
  forget(rows: readonly number[]): void {
    for (const row of rows) {
      this.used.forget(row);
      this.wanted.embeddings.forget(row);
    }
  }
}
