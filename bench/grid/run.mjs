/**
 * npm run bench:grid -- [--images 100000] [--distinct 2000] [--seconds 30] [--latency 150 --rate 1000]
 *     [--keep FOLDER] [--profile FILE] [--json]
 *
 * How the grid feels: draws a dataset, indexes it, opens it in a real VS Code in a browser and measures, warm; with
 * --latency (ms of a round trip) and --rate (kB/s) over a slow line. Needs the
 * packaged extension (`npm run package -- --out build/winnow.vsix`), Chromium, and nothing else running.
 */
import { runInBrowser } from '../support/runInBrowser.mjs';

await runInBrowser('bench/grid/gridBench.ts');
