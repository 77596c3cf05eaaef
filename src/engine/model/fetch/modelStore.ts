import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredModel } from '../../../protocol/models';
import { UserError, ifReadable } from '../../errors';
import { readModelCard, type Model, type ModelCard } from '../modelCard';
import { fetchFile, type FetchedFile, type FetchRules } from './fetchFile';

/** A fetched file that nobody has said yes to. */
export interface Arrival extends FetchedFile {
  readonly ticket: string;
  /** Absolute path, ending in `.part`. */
  readonly path: string;
}

/**
 * Models that were fetched: each in a folder of its own with its card, whose hash pins it. What was not confirmed lies
 * in `incoming` and goes after a day.
 */
export class ModelStore {
  private readonly arrivals = new Map<string, Arrival>();

  constructor(
    private readonly folder: string,
    private readonly rules: FetchRules,
  ) {}

  /** Fetches a file. With `sha256` it must be that very file. Throws `UserError` in words. */
  async fetch(
    address: string,
    sha256: string | undefined,
    call: { signal: AbortSignal; onProgress: (done: number, total: number) => void },
  ): Promise<Arrival> {
    const incoming = join(this.folder, 'incoming');
    await this.clear(incoming);
    await mkdir(incoming, { recursive: true });
    const ticket = randomUUID();
    const path = join(incoming, `${ticket}.part`);
    const file = await fetchFile(address, path, this.rules, call);
    if (sha256 !== undefined && file.sha256 !== sha256) {
      await rm(path, { force: true });
      throw new UserError(
        `What ${new URL(file.address).host} sent is not the file that was expected: its sha256 is ${file.sha256}, not ${sha256}. Nothing of it was kept.`,
      );
    }
    const arrival: Arrival = { ...file, ticket, path };
    this.arrivals.set(ticket, arrival);
    return arrival;
  }

  /** A fetched file by its ticket. Throws `UserError` when it is gone. */
  arrival(ticket: string): Arrival {
    const arrival = this.arrivals.get(ticket);
    if (!arrival) throw new UserError('The fetched file is no longer there. Fetch it again.');
    return arrival;
  }

  /** Keeps a fetched file under the card that describes it; returns the card's path. */
  async keep(ticket: string, card: Omit<ModelCard, 'file' | 'sha256' | 'source'>): Promise<string> {
    const { path, sha256, address } = this.arrival(ticket);
    const folder = join(this.folder, `${slug(card.name)}-${sha256.slice(0, 12)}`);
    await mkdir(folder, { recursive: true });
    const cardPath = join(folder, 'card.json');
    const pinned: ModelCard = { ...card, file: 'model.onnx', sha256, source: address };
    await rename(path, join(folder, 'model.onnx'));
    // The card comes last: a folder without one is no model.
    await writeFile(`${cardPath}.part`, `${JSON.stringify(pinned, undefined, 2)}\n`);
    await rename(`${cardPath}.part`, cardPath);
    this.arrivals.delete(ticket);
    return cardPath;
  }

  async discard(ticket: string): Promise<void> {
    const arrival = this.arrivals.get(ticket);
    this.arrivals.delete(ticket);
    if (arrival) await rm(arrival.path, { force: true });
  }

  /** Every model that was kept, by name. */
  async list(): Promise<StoredModel[]> {
    const found: StoredModel[] = [];
    for (const name of (await names(this.folder)).filter((one) => one !== 'incoming')) {
      const cardPath = join(this.folder, name, 'card.json');
      // A folder without a sound card is no model to offer.
      const model = await readModelCard(cardPath).catch((_noModel: unknown) => undefined);
      if (model) found.push(describeModel(model, cardPath));
    }
    return found.sort((a, b) => a.name.localeCompare(b.name));
  }

  /** Removes what was fetched and not confirmed within a day; another window may be fetching now. */
  private async clear(incoming: string): Promise<void> {
    for (const name of await names(incoming)) {
      const path = join(incoming, name);
      const { mtimeMs } = await stat(path);
      if (Date.now() - mtimeMs > 24 * 3600 * 1000) await rm(path, { force: true });
    }
  }
}

export function describeModel({ card }: Model, cardPath: string): StoredModel {
  const { name, sha256, licence, source } = card;
  return { name, card: cardPath, sha256, ...(licence && { licence }), ...(source && { address: source }) };
}

/** What lies in a folder; nothing where there is none. */
async function names(folder: string): Promise<string[]> {
  return (await ifReadable(readdir(folder))) ?? [];
}

/** A name as a folder's name: letters, digits and dashes. */
function slug(name: string): string {
  const words = name.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return words.join('-').slice(0, 60) || 'model';
}
