/**
 * npm run pictures: takes the pictures of README and walkthrough anew, in a real VS Code, of datasets that the project
 * draws itself. Needs the packaged extension (`npm run package -- --out build/winnow.vsix`) and Chromium.
 */
import { runInBrowser } from '../../bench/support/runInBrowser.mjs';

await runInBrowser('test/pictures/takePictures.ts');
