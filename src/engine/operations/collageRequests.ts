import { defineDatasetRequest } from './define';
import { packImages } from './packImages';

/** Splitting collages; parameters and results are named in the protocol. */
export const collageOperations = [
  defineDatasetRequest('sheet', 'A sheet as it is opened.', (session, { row }) => session.collages.sheet(row)),
  defineDatasetRequest('sheetBoxes', 'Boxes of the sheet on screen.', (session, { row, settings }, { signal }) =>
    session.collages.boxes(row, settings, signal),
  ),
  defineDatasetRequest('findSheets', 'Boxes of many sheets.', (session, { rows, settings }, call) =>
    session.findSheets(rows, settings, call),
  ),
  defineDatasetRequest('splitBefore', 'Sheets that were split before.', async (session, { rows }) => ({
    rows: await session.collages.amongSplit(rows),
  })),
  defineDatasetRequest('decideSheets', 'Split sheets as they were found.', (session, { rows, options }) =>
    session.decisions.decideSheets(rows, options),
  ),
  defineDatasetRequest('rememberSplit', 'What the next sheet begins with.', async (session, { options }) => {
    await session.collages.rememberOptions(options);
    return null;
  }),
  defineDatasetRequest('sourceSheet', 'Where a crop came from.', (session, { row }) => session.collages.source(row)),
  defineDatasetRequest('sourcePreview', 'That sheet, large.', async (session, { row, longestSide }, { signal }) => {
    const source = await session.collages.source(row);
    const bytes =
      source?.file === undefined ? undefined : await session.reading.rendition(source.file, longestSide, signal);
    return packImages(Uint32Array.of(row), [bytes]);
  }),
  defineDatasetRequest('rowsOf', 'Images by their paths.', async (session, { paths }) => ({
    rows: session.collages.rowsOf(paths),
  })),
];
