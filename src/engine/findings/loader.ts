import type { Decision } from '../../core/decisions/decision';
import { withEnding } from '../../core/imageEndings';
import { nameOf } from '../../core/relativePath';
import { sortFindings, type Finding, type LoaderType, type Proposal } from '../../core/findings/finding';
import type { ImageFormat } from '../images/sniff';
import { endingOf, loaderTroubles, type LoaderFacts, type LoaderTrouble } from './loaderRules';

/** Endings that say what a format is. */
const ownEndings: Readonly<Record<ImageFormat, readonly string[]>> = {
  jpeg: ['jpg', 'jpeg', 'jpe', 'jfif'],
  png: ['png', 'apng'],
  webp: ['webp'],
  gif: ['gif'],
  bmp: ['bmp', 'dib'],
  tiff: ['tif', 'tiff'],
  avif: ['avif'],
};

const verbs: Readonly<Record<LoaderTrouble['effect'], string>> = {
  fails: 'fails on it',
  changes: 'changes it',
  skips: 'skips it',
};
const severity: Readonly<Record<LoaderTrouble['effect'], number>> = { fails: 1, changes: 0.75, skips: 0.5 };

/** Good images that a common loader would skip silently, fail on or change; undefined rows are left out. */
export function loaderFindings(count: number, factsOf: (row: number) => LoaderFacts | undefined): Finding[] {
  const findings: Finding[] = [];
  for (let row = 0; row < count; row++) {
    const facts = factsOf(row);
    if (!facts) continue;
    const troubles = loaderTroubles(facts);
    const isMisnamed = !ownEndings[facts.format].includes(endingOf(facts.path));
    if (troubles.length === 0 && !isMisnamed) continue;
    const type = typeOf(facts, troubles, isMisnamed);
    findings.push({
      kind: 'loader',
      type,
      images: [row],
      score: Math.max(0.25, ...troubles.map(({ effect }) => severity[effect])),
      explanation: explain(facts, troubles, isMisnamed),
      proposal: propose(type, row, facts, troubles, isMisnamed),
    });
  }
  return sortFindings(findings);
}

function typeOf({ format }: LoaderFacts, troubles: readonly LoaderTrouble[], isMisnamed: boolean): LoaderType {
  const usual = format === 'jpeg' || format === 'png';
  if (isMisnamed || (usual && troubles.every(({ effect }) => effect === 'skips'))) return 'ending';
  return usual || troubles.every(({ loader }) => loader === 'Hugging Face') ? 'mode' : 'format';
}

function explain({ format, path }: LoaderFacts, troubles: readonly LoaderTrouble[], isMisnamed: boolean): string {
  const ending = endingOf(path);
  const named = isMisnamed
    ? [`It is ${format.toUpperCase()}, though its name ${ending === '' ? 'has no ending' : `ends in .${ending}`}.`]
    : [];
  return [...named, ...troubles.map(({ loader, effect, why }) => `${loader} ${verbs[effect]}: ${why}.`)].join(' ');
}

function propose(
  type: LoaderType,
  row: number,
  { format, path }: LoaderFacts,
  troubles: readonly LoaderTrouble[],
  isMisnamed: boolean,
): Proposal | undefined {
  const lossy = format === 'jpeg' || format === 'webp' || format === 'avif';
  if (type === 'format' || type === 'mode' || troubles.some(({ effect }) => effect === 'fails'))
    return decide(row, { kind: 'convert', format: lossy && type !== 'mode' ? 'jpeg' : 'png' });
  if (!isMisnamed && type !== 'ending') return undefined;
  return decide(row, { kind: 'rename', to: withEnding(nameOf(path), `.${ownEndings[format][0]}`) });
}

function decide(row: number, decision: Decision): Proposal {
  return { kind: 'decide', images: [row], decision, ticked: true };
}
