import { maxNameBytes, splitName, withinBytes } from '../freeName';

/** The name of a sheet's crop, `<name>_<i>.png`; a long one is cut, so that every file system takes it. */
export function cropName(sheetName: string, number: number): string {
  const tail = `_${number}.png`;
  return withinBytes(splitName(sheetName).stem, maxNameBytes - tail.length) + tail;
}
