import { access, constants } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { ensureFolder, lstatIfThere, syncFolder } from '../changes/files/directories';
import { diskOps } from '../changes/files/fileOps';
import { errorReason, isSystemError, UserError } from '../errors';
import {
  isSameFolder,
  newIdentity,
  readIdentity,
  replaceFile,
  rootFacts,
  writeIdentity,
  type DatasetIdentity,
  type RootFacts,
} from './datasetIdentity';
import { knownStateFolders, noteKnownState } from './knownStates';
import { userStateFolder, whyNotBeside, winnowFolder } from './stateLocation';

export interface StateFolderOptions {
  /** Holds the state folders of all datasets instead of `.winnow` beside each (the setting, `--state DIR`). */
  readonly stateDir?: string;
  readonly env?: NodeJS.ProcessEnv;
}

export interface StateFolder {
  readonly path: string;
  readonly id: string;
  /** Set when the state does not lie beside the dataset although nobody asked for that: where it is and why. */
  readonly warning?: string;
}

interface Found {
  readonly path: string;
  readonly identity: DatasetIdentity;
}

/** States read at once: each holds a file open, and a process may hold few. */
const readAtOnce = 32;

/** Kept out of version control: `dataset.json` and `decisions.log` are worth sharing, these are not. */
const ignored = ['journal.jsonl*', 'trash/', 'set-aside/', 'staging/', 'tables/', 'lock-*', 'draft-*'];

/** The state folder of a dataset that has one, or undefined. Writes nothing. */
export async function findStateFolder(root: string, options: StateFolderOptions = {}): Promise<string | undefined> {
  return (await findState(await rootFacts(root), options))?.path;
}

/** The state folder of a dataset, made where there is none yet. */
export async function openStateFolder(root: string, options: StateFolderOptions = {}): Promise<StateFolder> {
  const facts = await rootFacts(root);
  if (facts.path.split(sep).includes(winnowFolder))
    throw new UserError(`${root} lies in Winnow's own folder and cannot be a dataset.`);
  const found = await findState(facts, options);
  if (found) {
    await follow(found, facts);
    await note(found.identity.id, found.path, options);
    return { path: found.path, id: found.identity.id, ...warningFor(found.path, facts, options) };
  }
  const identity = newIdentity(facts);
  const { parent, why } = await placeFor(facts, options);
  const path = join(parent, stateName(identity));
  try {
    await ensureFolder(diskOps, path);
    await replaceFile(join(path, '.gitignore'), `${ignored.join('\n')}\n`);
    await writeIdentity(path, identity);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw unusable(path, 'made', error);
  }
  await note(identity.id, path, options);
  return { path, id: identity.id, ...warningFor(path, facts, options, why) };
}

/** Throws `UserError` where a state folder that was found cannot be written. */
export async function requireWritableState(path: string): Promise<void> {
  try {
    await access(path, constants.W_OK);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw unusable(path, 'written', error);
  }
}

function unusable(path: string, what: 'made' | 'written', cause: Error): UserError {
  return new UserError(
    `The folder for decisions, trash and journal, ${path}, cannot be ${what} (${errorReason(cause)}). ` +
      'Choose another place with the setting winnow.stateFolder or --state.',
    { cause },
  );
}

/**
 * The root of the known dataset that `folder` is or lies in, or undefined: a sub-folder or class of a known dataset
 * is never opened as a dataset of its own.
 */
export async function findEnclosingDataset(
  folder: string,
  options: StateFolderOptions = {},
): Promise<string | undefined> {
  let path = (await rootFacts(folder)).path;
  if (path.split(sep).includes(winnowFolder)) return undefined;
  let enclosing: string | undefined;
  // Read once for all the folders above.
  const states = new States(options);
  // The outermost wins: were there two journals over the same files, the larger one knows more of them.
  for (;;) {
    const facts = await rootFacts(path);
    if (await findState(facts, options, states)) enclosing = path;
    const parent = dirname(path);
    if (parent === path) return enclosing;
    path = parent;
  }
}

async function findState(
  facts: RootFacts,
  options: StateFolderOptions,
  states = new States(options),
): Promise<Found | undefined> {
  const besides = join(dirname(facts.path), winnowFolder);
  const places = options.stateDir === undefined ? [besides, userStateFolder(options.env)] : [options.stateDir];
  for (const place of places) {
    const found = await findAmong(await states.in(place), facts, place === besides);
    if (found) return found;
  }
  return options.stateDir === undefined ? findKnown(facts, await states.remembered()) : undefined;
}

/** A dataset that was moved to another folder, or is reached through a bind mount: its state stays where it lies. */
async function findKnown(facts: RootFacts, known: readonly Found[]): Promise<Found | undefined> {
  for (const { path, identity } of known) {
    if (isSameFolder(identity, facts) && !(await isTaken(identity))) return { path, identity };
  }
  return undefined;
}

/** The states that there are, each place read once. */
class States {
  private readonly places = new Map<string, Promise<readonly Found[]>>();
  private known: Promise<readonly Found[]> | undefined;

  constructor(private readonly options: StateFolderOptions) {}

  /** Those in one place, by name. */
  in(place: string): Promise<readonly Found[]> {
    let states = this.places.get(place);
    if (!states) this.places.set(place, (states = readPlace(place)));
    return states;
  }

  /** Those that are remembered and still there. */
  remembered(): Promise<readonly Found[]> {
    this.known ??= knownStateFolders(this.options.env).then(readStates);
    return this.known;
  }
}

async function readPlace(place: string): Promise<readonly Found[]> {
  if ((await lstatIfThere(diskOps, place))?.kind !== 'folder') return [];
  return readStates((await diskOps.readdir(place)).sort().map((name) => join(place, name)));
}

async function readStates(paths: readonly string[]): Promise<readonly Found[]> {
  const read = async (path: string): Promise<Found[]> => {
    if ((await lstatIfThere(diskOps, path))?.kind !== 'folder') return [];
    const identity = await readIdentity(path);
    return identity ? [{ path, identity }] : [];
  };
  const found: Found[] = [];
  for (let i = 0; i < paths.length; i += readAtOnce)
    found.push(...(await Promise.all(paths.slice(i, i + readAtOnce).map(read))).flat());
  return found;
}

function note(id: string, path: string, options: StateFolderOptions): Promise<void> {
  return options.stateDir === undefined ? noteKnownState(id, path, options.env) : Promise.resolve();
}

/** Looks through the states of one place. Beside the dataset its name is enough; elsewhere the whole path. */
async function findAmong(states: readonly Found[], facts: RootFacts, beside: boolean): Promise<Found | undefined> {
  let renamed: Found | undefined;
  for (const state of states) {
    const { identity } = state;
    const samePath = beside ? siblingPath(identity, facts) === facts.path : identity.path === facts.path;
    if (samePath) return state;
    if (isSameFolder(identity, facts) && !(await isTaken(identity))) renamed = state;
  }
  return renamed;
}

/** Where the dataset is now if the folder above both was moved: the name in `dataset.json`, beside `.winnow`. */
function siblingPath({ name }: DatasetIdentity, facts: RootFacts): string {
  return join(dirname(facts.path), name);
}

/** Inode numbers are reused: a root is only taken for a renamed one when its old path is not another folder. */
async function isTaken(identity: DatasetIdentity): Promise<boolean> {
  try {
    return !isSameFolder(identity, await rootFacts(identity.path));
  } catch (error) {
    if (isSystemError(error)) return false; // Gone: it was renamed.
    throw error;
  }
}

/** The path that is noted still leads to the dataset (it may be open under another one, through a bind mount). */
async function isAt({ path, device, inode }: DatasetIdentity): Promise<boolean> {
  const there = await lstatIfThere(diskOps, path);
  return there !== undefined && String(there.device) === device && String(there.inode) === inode;
}

/** Notes the present path of a root that was renamed or remounted. */
async function follow({ path, identity }: Found, facts: RootFacts): Promise<void> {
  if (identity.device === facts.device && identity.inode === facts.inode && (await isAt(identity))) return;
  const name = newIdentity(facts).name;
  await writeIdentity(path, { ...identity, ...facts, name });
  await syncFolder(diskOps, path);
}

async function placeFor(facts: RootFacts, options: StateFolderOptions): Promise<{ parent: string; why?: string }> {
  if (options.stateDir !== undefined) return { parent: options.stateDir };
  const why = await whyNotBeside(facts.path);
  return why === undefined
    ? { parent: join(dirname(facts.path), winnowFolder) }
    : { parent: userStateFolder(options.env), why };
}

function stateName({ name, id }: DatasetIdentity): string {
  const safe = [...name].filter((character) => /[\p{L}\p{N}._ -]/u.test(character)).slice(0, 40);
  return `${safe.join('').replace(/^\.+/, '') || 'dataset'}-${id}`;
}

function warningFor(
  path: string,
  facts: RootFacts,
  options: StateFolderOptions,
  why = 'it could not lie beside the dataset',
): { warning?: string } {
  const place = userStateFolder(options.env);
  if (options.stateDir !== undefined || !path.startsWith(place + sep)) return {};
  return {
    warning:
      `Decisions, journal and trash of ${facts.path} are kept in ${path}, because ${why}. ` +
      'Where that folder is deleted (a rebuilt container does it), they are lost. To keep them elsewhere, ' +
      'move it there and name the place with the setting winnow.stateFolder or --state.',
  };
}
