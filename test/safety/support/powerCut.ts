import type { Effect, Node } from './memoryDisk';
import type { Random } from './random';

/** Effects that a power cut may drop, keep or tear, beside those that certainly reached the disk. */
interface Pending {
  readonly effect: Effect;
  readonly certain: boolean;
}

/**
 * Which effects were certainly on the disk after `done` of them: fsync of a file makes its writes certain, fsync of a
 * folder its entries. A rename between two folders is one transaction: both halves or none.
 */
function classify(effects: readonly Effect[], done: number): Pending[] {
  const syncedAt = new Map<number, number>();
  for (let i = 0; i < done; i++) {
    const effect = effects[i];
    if (effect.type === 'sync') syncedAt.set(effect.node, i);
  }
  const pending: Pending[] = [];
  for (let i = 0; i < done; i++) {
    const effect = effects[i];
    if (effect.type === 'sync') continue;
    const nodes = effect.type === 'entries' ? effect.changes.map(({ folder }) => folder) : [effect.node];
    pending.push({ effect, certain: nodes.some((node) => (syncedAt.get(node) ?? -1) > i) });
  }
  return pending;
}

export type Choice = 'drop' | 'keep' | 'tear';

/** The disk that starts from `initial` with these effects; uncertain ones as `choose` says, in order. */
function rebuild(
  initial: ReadonlyMap<number, Node>,
  created: ReadonlyMap<number, Node>,
  pending: readonly Pending[],
  choose: (index: number) => Choice,
): Map<number, Node> {
  const nodes = new Map<number, Node>();
  const fresh = (id: number): Node => {
    const there = nodes.get(id);
    if (there) return there;
    const from = initial.get(id) ?? created.get(id)!;
    const isOld = initial.has(id);
    const copy: Node =
      from.kind === 'folder'
        ? { ...from, entries: new Map(isOld ? from.entries : []) }
        : from.kind === 'file'
          ? { ...from, data: isOld ? from.data.slice() : new Uint8Array() }
          : { ...from };
    nodes.set(id, copy);
    return copy;
  };
  for (const id of initial.keys()) fresh(id);
  let uncertain = 0;
  for (const { effect, certain } of pending) {
    const choice = certain ? 'keep' : choose(uncertain++);
    if (choice === 'drop') continue;
    applyEffect(effect, fresh, choice === 'tear');
  }
  return reachable(fresh);
}

function applyEffect(effect: Effect, node: (id: number) => Node, torn: boolean): void {
  switch (effect.type) {
    case 'entries':
      for (const { folder, name, node: entry } of effect.changes) {
        const target = node(folder);
        if (target.kind !== 'folder') continue;
        if (entry === undefined) target.entries.delete(name);
        else target.entries.set(name, entry);
      }
      return;
    case 'write': {
      const file = node(effect.node);
      if (file.kind !== 'file') return;
      const data = new Uint8Array(Math.max(file.data.length, effect.offset + effect.bytes.length));
      data.set(file.data);
      // Torn: the size arrived, of the content only a part that need not be the first one.
      const from = torn ? Math.floor(effect.bytes.length / 3) : 0;
      data.set(effect.bytes.subarray(from, torn ? from * 2 : undefined), effect.offset + from);
      file.data = data;
      return;
    }
    case 'truncate': {
      const file = node(effect.node);
      if (file.kind === 'file') file.data = file.data.slice(0, effect.size);
      return;
    }
    case 'sync':
      return;
  }
}

/** Nodes without a name are gone. Two names of one folder cannot be: the later entry wins, as fsck would decide. */
function reachable(fresh: (id: number) => Node): Map<number, Node> {
  const kept = new Map<number, Node>();
  const visit = (id: number): void => {
    const node = fresh(id);
    kept.set(id, node);
    if (node.kind !== 'folder') return;
    for (const [name, child] of node.entries) {
      if (kept.has(child) && fresh(child).kind === 'folder') node.entries.delete(name);
      else visit(child);
    }
  };
  visit(1);
  return kept;
}

/** The states to try after `done` effects: all subsets of few uncertain effects, else the telling ones and a sample. */
export function* states(
  initial: ReadonlyMap<number, Node>,
  created: ReadonlyMap<number, Node>,
  effects: readonly Effect[],
  done: number,
  random: Random,
  sample: number,
): Generator<Map<number, Node>> {
  const pending = classify(effects, done);
  const count = pending.filter(({ certain }) => !certain).length;
  const build = (choose: (index: number) => Choice): Map<number, Node> => rebuild(initial, created, pending, choose);
  if (count <= 4) {
    for (let bits = 0; bits < 3 ** count; bits++) yield build((i) => choices[Math.floor(bits / 3 ** i) % 3]);
    return;
  }
  yield build(() => 'drop');
  yield build(() => 'keep');
  yield build(() => 'tear');
  for (let one = 0; one < count; one++) {
    yield build((i) => (i === one ? 'drop' : 'keep'));
    yield build((i) => (i === one ? 'keep' : 'drop'));
    yield build((i) => (i < one ? 'keep' : 'drop'));
    yield build((i) => (i < one ? 'drop' : 'keep'));
  }
  for (let i = 0; i < sample; i++) yield build(() => choices[random.below(3)]);
}

const choices: readonly Choice[] = ['drop', 'keep', 'tear'];
