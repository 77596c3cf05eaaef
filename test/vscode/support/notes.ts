/** What the tests measured, for the report. */
export const notes: string[] = [];

/** Adds a measured figure to the report. */
export function note(text: string): void {
  notes.push(text);
}
