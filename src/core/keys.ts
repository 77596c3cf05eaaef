/** Everything a key can do in the page. Movements also take Shift, which extends the selection. */
export const movements = [
  'moveLeft',
  'moveRight',
  'moveUp',
  'moveDown',
  'rowStart',
  'rowEnd',
  'pageUp',
  'pageDown',
  'first',
  'last',
] as const;
export type Movement = (typeof movements)[number];

export const labelActions = [
  'label1',
  'label2',
  'label3',
  'label4',
  'label5',
  'label6',
  'label7',
  'label8',
  'label9',
  'label0',
] as const;
type LabelAction = (typeof labelActions)[number];

type KeyAction =
  | Movement
  | LabelAction
  | 'selectAll'
  | 'selectGroup'
  | 'accept'
  | 'keepVisible'
  | 'acceptAll'
  | 'garbage'
  | 'sortPile'
  | 'pickClass'
  | 'keep'
  | 'delete'
  | 'setAside'
  | 'clear'
  | 'select'
  | 'loupe'
  | 'zoomIn'
  | 'zoomOut'
  | 'moreLike'
  | 'compare'
  | 'dismiss'
  | 'splitCollages'
  | 'useAsReference'
  | 'reorder'
  | 'query'
  | 'help';

/** Keys by action, written as VS Code writes them: modifiers, then the key, all in lower case. `ctrl` is also Command. */
export type KeyTable = Readonly<Record<string, readonly string[]>>;

export const defaultKeys = {
  moveLeft: ['left'],
  moveRight: ['right'],
  moveUp: ['up'],
  moveDown: ['down'],
  rowStart: ['home'],
  rowEnd: ['end'],
  pageUp: ['pageup'],
  pageDown: ['pagedown'],
  first: ['ctrl+home'],
  last: ['ctrl+end'],
  selectAll: ['ctrl+a'],
  selectGroup: ['shift+space'],
  accept: ['enter'],
  keepVisible: ['shift+enter'],
  acceptAll: ['a'],
  label1: ['1'],
  label2: ['2'],
  label3: ['3'],
  label4: ['4'],
  label5: ['5'],
  label6: ['6'],
  label7: ['7'],
  label8: ['8'],
  label9: ['9'],
  label0: ['0'],
  pickClass: ['c', '/'],
  keep: ['k'],
  delete: ['x', 'delete'],
  setAside: ['s'],
  clear: ['u', 'backspace'],
  garbage: ['g'],
  sortPile: ['p'],
  moreLike: ['m'],
  compare: ['tab'],
  dismiss: ['n'],
  splitCollages: ['b'],
  useAsReference: ['t'],
  select: ['space'],
  loupe: ['z'],
  zoomIn: ['+', '='],
  zoomOut: ['-'],
  reorder: ['r'],
  query: ['f'],
  help: ['?'],
} as const satisfies Readonly<Record<KeyAction, readonly string[]>>;

/** The part of a keyboard event that decides what it means. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  /** AltGr is held: it writes characters and is no modifier of ours. */
  readonly altGraph: boolean;
  /** An input method is composing: the key belongs to it. */
  readonly composing: boolean;
}

export interface KeyMeaning {
  readonly action: string;
  /** True for a movement with Shift. */
  readonly extend: boolean;
}

const named: Readonly<Record<string, string>> = {
  arrowleft: 'left',
  arrowright: 'right',
  arrowup: 'up',
  arrowdown: 'down',
  ' ': 'space',
  spacebar: 'space',
  esc: 'escape',
};

const isMovement = (action: string) => movements.some((m) => m === action);
/** `?` or `+` need Shift on one keyboard and not on another, so Shift says nothing about them. */
const isSign = (key: string) => key.length === 1 && !/[\p{L}\p{N}]/u.test(key);

function find(keys: KeyTable, stroke: string): string | undefined {
  return Object.keys(keys).find((action) => keys[action].includes(stroke));
}

/** The key at this place of a Latin keyboard: for digit rows that need Shift, and for Greek, Cyrillic and the like. */
function placeOnKeyboard(press: KeyPress, key: string): string {
  const [, letter, digit] = /^(?:Key([A-Z])|Digit(\d))$/.exec(press.code) ?? [];
  return digit ?? (letter && /^\P{ASCII}$/u.test(key) ? letter.toLowerCase() : key);
}

/** What a key press means under a key table, if anything. */
export function meaningOf(press: KeyPress, keys: KeyTable): KeyMeaning | undefined {
  if (press.composing || press.key === 'Process' || press.key === 'Dead' || press.key === 'Unidentified')
    return undefined;
  const lower = press.key.toLowerCase();
  const key = Object.hasOwn(named, lower) ? named[lower] : lower;
  const control = !press.altGraph && (press.ctrlKey || press.metaKey);
  if (!press.altGraph && press.altKey) return undefined;
  if (press.altGraph && !isSign(key)) return undefined;

  const prefix = control ? 'ctrl+' : '';
  const shift = press.shiftKey && !isSign(key);
  const exact = find(keys, `${prefix}${shift ? 'shift+' : ''}${key}`);
  if (exact) return { action: exact, extend: false };
  if (shift) {
    const action = find(keys, prefix + key);
    return action && isMovement(action) ? { action, extend: true } : undefined;
  }
  if (press.altGraph) return undefined;
  const action = find(keys, prefix + placeOnKeyboard(press, key));
  return action ? { action, extend: false } : undefined;
}

/** The user's table over the default one: an action that it names has only the keys given there. */
export function withDefaultKeys(keys: KeyTable): KeyTable {
  const own = Object.entries(keys).map(([action, strokes]) => [action, strokes.map((stroke) => stroke.toLowerCase())]);
  return { ...defaultKeys, ...Object.fromEntries(own) };
}
