import type { Augmentation } from '../../protocol/training';
import { UserError } from '../errors';
import { noAugmentation } from '../model/cnn/augment';

/** Reads words such as `flip`, `shear:10`, `zoom:0.2`, `brightness:0.2`, or `none`. Ranges are checked by the schema. */
export function parseAugmentation(words: readonly string[]): Augmentation {
  return words.reduce((known, word) => ({ ...known, ...parseWord(word) }), noAugmentation);
}

function parseWord(word: string): Partial<Augmentation> {
  const [name, text] = word.split(':');
  const value = Number(text);
  if (name === 'none' && text === undefined) return {};
  if (name === 'flip' && text === undefined) return { flip: true };
  if (text !== undefined && text !== '' && Number.isFinite(value))
    if (name === 'shear' || name === 'zoom' || name === 'brightness') return { [name]: value };
  throw new UserError(`--augment takes none, flip, shear:DEGREES, zoom:SHARE and brightness:SHARE, not "${word}".`);
}
