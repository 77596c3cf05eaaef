/** draw FOLDER FILES: writes a pile for run.mjs into an absent folder. */
import { drawPile } from './drawPile';

const [folder, count] = process.argv.slice(2);
void drawPile(folder, Number(count));
