import { escapeXml } from '../training/escapeXml';
import { escapeName, plainName } from './escapeName';
import { mapSvg } from './mapSvg';
import type { MatrixFacts, ReportFacts, WorstImage } from './reportFacts';
import { reportStyle } from './reportStyle';

/** With more classes the matrix is a list of the most confused pairs. */
const mostSquare = 24;
const mostPairs = 40;
const mostClasses = 200;
const n = (value: number): string => value.toLocaleString('en');

/**
 * A dataset's report as one HTML page that needs nothing else: styles and pictures are in it, and its own policy
 * forbids scripts and everything from elsewhere.
 */
export function reportHtml(facts: ReportFacts): string {
  const title = `Winnow: ${facts.name}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${escapeXml(plainName(title))}</title>
<style>${reportStyle}</style>
</head>
<body>
${[head(facts), review(facts), classes(facts), worst(facts), confusion(facts), map(facts), findings(facts), changes(facts)].filter((part) => part !== '').join('\n')}
</body>
</html>
`;
}

function head(facts: ReportFacts): string {
  const numbers: readonly (readonly [string, number])[] = [
    ['images', facts.images],
    ['classes', facts.classes.length],
    ['unsorted', facts.unsorted],
    ['doubted labels', facts.suspicious],
    ['reviewed', facts.reviewed],
    ['unreadable', facts.unreadable],
    ['left out', facts.skipped],
  ];
  const subsets = facts.subsets.map(({ name, images }) => `${escapeName(name)} ${n(images)}`).join(', ');
  return `<header>
<h1>${escapeName(facts.name)}</h1>
<p class="quiet">${escapeXml(facts.when.slice(0, 16).replace('T', ' '))} UTC · layout: ${escapeName(facts.layout)}${subsets ? ` (${subsets})` : ''} · model: ${escapeName(facts.model)}</p>
<div class="numbers">${numbers.map(([what, value]) => `<div><b>${n(value)}</b>${what}</div>`).join('')}</div>
</header>`;
}

function review({ review: found, unranked, images, unsorted }: ReportFacts): string {
  if (!found) return section('Errors', `<p>${escapeName(unranked ?? 'Labels were not judged.')}</p>`);
  // Nothing is wrong where nothing is labelled: that says nothing of errors.
  if (unsorted === images) return section('Errors', '<p>Without labels, nothing can be estimated.</p>');
  const left = found.high === 0 ? 'probably none left' : `about ${n(found.left)} left (at most ${n(found.high)})`;
  return section(
    'Errors',
    `<p><b>${n(found.reviewed)} reviewed, ${n(found.found)} wrong, ${left}.</b></p>
<p class="quiet">Estimated among the images that nobody reviewed, from what the review found; 90 % interval ${n(found.low)} to ${n(found.high)}.</p>`,
  );
}

function classes({ classes: all }: ReportFacts): string {
  if (all.length === 0) return '';
  const rows = [...all]
    .sort((a, b) => b.images - a.images)
    .slice(0, mostClasses)
    .map(({ name, images, suspicious }) => [escapeName(name), n(images), n(suspicious)]);
  return section('Classes', table(['Class', 'Images', 'Doubted'], rows) + more(all.length - mostClasses, 'classes'));
}

function worst({ worst: images, suspicious, judge: source }: ReportFacts): string {
  if (images.length === 0) return '';
  const judge =
    source === undefined ? 'a model that did not train on the image' : `the predictions of ${escapeName(source)}`;
  return section(
    'Most doubtful labels',
    `<p class="quiet">${n(images.length)} of ${n(suspicious)}; judged by ${judge}.</p>
<ul class="worst">${images.map(worstItem).join('')}</ul>`,
  );
}

function worstItem({ path, given, suggested, confidence, picture }: WorstImage): string {
  // Only what this program made is a picture's address.
  const isOurs = picture !== undefined && /^data:image\/(jpeg|webp);base64,[A-Za-z0-9+/=]+$/.test(picture);
  const image = isOurs ? `<img alt="" src="${picture}">` : '<span class="none">no picture</span>';
  return `<li>${image}given <b>${escapeName(given)}</b><br>suggested <b>${escapeName(suggested)}</b> ${Math.round(confidence * 100)} %<br><span class="path">${escapeName(path)}</span></li>`;
}

function confusion({ matrix }: ReportFacts): string {
  if (!matrix || matrix.classes.length < 2) return '';
  const wrong = matrix.cells.filter(({ given, predicted }) => given !== predicted);
  const pairs = wrong
    .slice(0, mostPairs)
    .map(({ given, predicted, images }) => [
      `${escapeName(matrix.classes[given])} taken for ${escapeName(matrix.classes[predicted])}`,
      n(images),
      `${((100 * images) / Math.max(1, matrix.totals[given])).toFixed(1)} %`,
    ]);
  return section(
    'Confusion',
    [
      '<p class="quiet">Given label against what a model predicts that did not train on the image.</p>',
      matrix.classes.length <= mostSquare ? square(matrix) : '',
      pairs.length > 0 ? table(['Pair', 'Images', 'Of the class'], pairs) : '',
    ].join('\n'),
  );
}

function square({ classes: names, totals, cells }: MatrixFacts): string {
  const images = new Map(cells.map((cell) => [cell.given * names.length + cell.predicted, cell.images]));
  const rows = names.map((name, given) => {
    const own = names.map((_, predicted) => {
      const count = images.get(given * names.length + predicted) ?? 0;
      if (count === 0) return '<td></td>';
      const share = Math.sqrt(count / Math.max(1, totals[given]));
      const side = (100 * share).toFixed(1);
      const bar = `<svg aria-hidden="true" preserveAspectRatio="none" viewBox="0 0 100 100"><rect class="${given === predicted ? 'right' : 'wrong'}" y="${(100 - 100 * share).toFixed(1)}" width="100" height="${side}"/></svg>`;
      return `<td>${bar}${n(count)}</td>`;
    });
    return `<tr><th scope="row">${escapeName(name)}</th>${own.join('')}</tr>`;
  });
  const head = names.map((name) => `<th scope="col">${escapeName(name)}</th>`).join('');
  return `<div class="scroll"><table class="matrix"><thead><tr><th scope="col">given \\ predicted</th>${head}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div>`;
}

function map({ map: places, classes: all }: ReportFacts): string {
  if (!places || places.x.length < 2) return '';
  return section(
    'Map',
    `<p class="quiet">Each point is an image; like images lie beside each other. A point among those of another class is worth a look.</p>
${mapSvg(
  places,
  all.map(({ name }) => name),
  n,
)}`,
  );
}

function findings({ findings: kinds }: ReportFacts): string {
  if (kinds.length === 0) return section('Findings', '<p>Nothing was found.</p>');
  const rows = kinds.map((one) => [escapeName(one.name), ...[one.open, one.pending, one.kept, one.dismissed].map(n)]);
  return section('Findings', table(['Kind', 'Open', 'Decided, not applied', 'Kept', 'Not a problem'], rows));
}

function changes({ applies, pending }: ReportFacts): string {
  const waiting = pending.filter(({ images }) => images > 0).map(({ what, images }) => [escapeName(what), n(images)]);
  const rows = applies.map(({ when, applied, undone }) => [
    escapeXml(when.slice(0, 19).replace('T', ' ')),
    n(applied),
    undone ? 'undone' : '',
  ]);
  return section(
    'Changes',
    [
      rows.length > 0 ? table(['Applied (UTC)', 'Files', ''], rows) : '<p>Nothing was changed on disk.</p>',
      waiting.length > 0 ? `<p>Decided, not applied:</p>${table(['Decision', 'Images'], waiting)}` : '',
    ].join('\n'),
  );
}

function section(title: string, content: string): string {
  return `<section><h2>${title}</h2>\n${content}</section>`;
}

/** `rows` hold HTML. */
function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heading.map((text) => `<th scope="col">${text}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n');
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

function more(count: number, what: string): string {
  return count > 0 ? `<p class="quiet">and ${n(count)} more ${what}</p>` : '';
}
