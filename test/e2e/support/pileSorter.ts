import { eventually } from '../../support/eventually';
import { readLabel, type DatasetPage } from './datasetPage';

/** A person who sorts a pile by keys and knows where each image belongs. */
export class PileSorter {
  /** Keys that said what an image or a cluster is. */
  answers = 0;

  constructor(
    private readonly page: DatasetPage,
    /** The class of an image, by its file name. */
    readonly folderOf: (name: string) => string,
  ) {}

  /** Images that are decided, as the bar counts them. */
  async pending(): Promise<number> {
    const text = await this.page.bar.ariaSnapshot({ timeout: 5000 });
    return Number(/([\d,]+) pending/.exec(text)?.[1].replaceAll(',', '') ?? 0);
  }

  /** Gives the focused image (or its cluster) its class; waits until it is recorded. */
  async label(): Promise<void> {
    const { workbench, frame } = this.page;
    const before = await this.page.focused();
    const folder = this.folderOf(readLabel(before).name);
    const digit = (await this.page.digits()).get(folder);
    const count = await this.pending();
    this.answers++;
    if (folder === 'garbage') await workbench.press('g');
    else if (digit !== undefined) await workbench.press(digit);
    else {
      await workbench.press('c');
      await frame.getByRole('combobox', { name: 'Class' }).waitFor();
      await workbench.page.keyboard.type(folder);
      await workbench.press('Enter');
    }
    await eventually(`more is pending after ${before}`, async () => (await this.pending()) > count);
  }

  /** What is said of the focused image, once that is one without a decision. */
  undecided(): Promise<string> {
    return eventually('an undecided image has the focus', async () => {
      const text = await this.page.focused();
      return !/, (relabel to|keep|delete|set aside)/.test(text) && text;
    });
  }

  /** Labels at least `least` clusters, and more until each of `folders` was seen, eight at most; those it saw. */
  async labelClusters(least: number, folders: readonly string[]): Promise<ReadonlySet<string>> {
    const seen = new Set<string>();
    for (let cluster = 0; cluster < 8 && (cluster < least || seen.size < folders.length); cluster++) {
      seen.add(this.folderOf(readLabel(await this.undecided()).name));
      await this.label();
    }
    return seen;
  }

  /** `p`, and `a` where something reaches the precision; what is shown then is what is left. */
  async proposeAnew(): Promise<void> {
    const { workbench, frame } = this.page;
    await workbench.press('p');
    const accept = frame.getByRole('region', { name: 'Sort the pile' }).getByRole('button', { name: /^Accept \d+$/ });
    await accept.waitFor();
    // What was labelled is still there, until the new proposals are.
    const decided = this.page.cells.filter({ hasText: 'relabel to' });
    await eventually('new proposals', async () => (await decided.count()) === 0);
    const above = Number(/\d+/.exec(await accept.innerText())?.[0]);
    if (above === 0) return;
    const [shown, before] = [await this.page.found(), await this.pending()];
    await workbench.press('a');
    await eventually(`${above} are accepted`, async () => (await this.pending()) >= before + above);
    await eventually('what is left', async () => (await this.page.found()) < shown);
  }

  /**
   * Labels what is left one by one, proposes and accepts anew after every fourth, until `images` are pending. Gives
   * what was asked; throws when an image is asked twice.
   */
  async labelTheRest(images: number): Promise<ReadonlySet<string>> {
    const asked = new Set<string>();
    for (let turn = 1; (await this.pending()) < images && turn < images; turn++) {
      const { name } = readLabel(await this.undecided());
      if (asked.has(name)) throw new Error(`${name} is asked again`);
      asked.add(name);
      await this.label();
      if (turn % 4 === 0 && (await this.pending()) < images) await this.proposeAnew();
    }
    return asked;
  }
}
