import { defineDatasetRequest } from './define';

const worst = 100;

/** What is passed on about a dataset; parameters and results are named in the protocol. */
export const reportOperations = [
  defineDatasetRequest('makeReport', 'The dataset as one HTML page.', async (session, _params, { signal }) => {
    const html = await session.report.html({ images: worst, map: true }, signal);
    return { bytes: new TextEncoder().encode(html) };
  }),
  defineDatasetRequest(
    'makeContactSheet',
    'A random sample as one picture.',
    (session, { dataset: _own, ...sheet }, call) => session.report.contactSheet(sheet, call.signal),
  ),
];
