import { looksLikeCoco, readCocoLabels } from './cocoLabels';
import { readCsvLabels } from './csvLabels';
import { readJsonLabels } from './jsonLabels';
import type { LabelTable } from './labelTable';
import { readListLabels } from './listLabels';

/**
 * Reads a table of labels in any of the formats, told apart by content. `stem` is the file's name without its ending: the
 * class of a list that holds only paths. `column` names the label's column, where it was chosen. Returns the reason where
 * it is no such table.
 */
export function readLabelTable(
  text: string,
  stem: string,
  isImage: (text: string) => boolean,
  column?: string,
): LabelTable | string {
  if (looksLikeCoco(text)) return readCocoLabels(text, isImage);
  if (/^[\s\ufeff]*[[{]/.test(text)) return readJsonLabels(text, isImage, column);
  const csv = readCsvLabels(text, isImage, column);
  if (typeof csv !== 'string' || column !== undefined) return csv;
  const list = readListLabels(text, isImage, stem);
  return typeof list === 'string' ? csv : list;
}
