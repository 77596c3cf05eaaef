import { basename } from 'node:path';
import { l10n, QuickPickItemKind, ThemeIcon, window, type QuickPickItem } from 'vscode';
import type { KnownModel, ModelsReport } from '../../protocol/models';
import type { EngineClient } from '../engine/engineClient';
import { describeModel } from '../models/describeModel';
import { confirmFetched, fetchModel } from '../models/fetchModel';
import { setSetting } from '../models/setSetting';

type Item = QuickPickItem & { readonly run?: () => Promise<void> };

/** *Choose Model…*: the bundled one, one that was fetched before, a file, an address, or one that others use. */
export async function chooseModel(engine: EngineClient): Promise<void> {
  const report = await engine.askEngine('models', {});
  const chosen = await window.showQuickPick(itemsOf(engine, report), {
    title: l10n.t('Choose the Model That Looks at the Images'),
    placeHolder: l10n.t(
      'Images are looked at again in the background; scores are of the model before until that is done',
    ),
    matchOnDescription: true,
    // It may open some time after the command, when the hand is elsewhere.
    ignoreFocusOut: true,
  });
  await chosen?.run?.();
}

function itemsOf(engine: EngineClient, { current, bundled, stored, known }: ModelsReport): Item[] {
  const icon = (card: string): ThemeIcon => new ThemeIcon(card === current?.card ? 'check' : 'blank');
  const isListed = [bundled, ...stored].some(({ card }) => card === current?.card);
  return [
    {
      label: bundled.name,
      description: l10n.t('comes with Winnow'),
      iconPath: icon(bundled.card),
      run: () => setSetting('model', undefined),
    },
    ...(current && !isListed ? [{ label: current.name, description: current.card, iconPath: icon(current.card) }] : []),
    ...stored.map((model) => ({
      label: model.name,
      description: model.address ?? model.card,
      iconPath: icon(model.card),
      run: () => setSetting('model', model.card),
    })),
    { label: l10n.t('another'), kind: QuickPickItemKind.Separator },
    {
      label: l10n.t('From a File…'),
      description: l10n.t('an ONNX model, or its card'),
      iconPath: new ThemeIcon('file'),
      run: () => fromFile(engine),
    },
    {
      label: l10n.t('From an Address…'),
      description: l10n.t('fetched once, its hash shown and pinned'),
      iconPath: new ThemeIcon('cloud-download'),
      run: () => fromAddress(engine),
    },
    { label: l10n.t('used by others, fetched from the internet'), kind: QuickPickItemKind.Separator },
    ...known.map((model) => knownItem(engine, model)),
  ];
}

function knownItem(engine: EngineClient, model: KnownModel): Item {
  const facts = [
    l10n.t('{0} MB', model.megabytes),
    model.licence,
    ...(model.tried ? [] : [l10n.t('not tried with Winnow')]),
  ];
  return {
    label: model.name,
    description: facts.join(' · '),
    detail: `${model.about} ${new URL(model.address).host}`,
    iconPath: new ThemeIcon('cloud-download'),
    run: async () => {
      const { name, licence, input, embedding } = model;
      const fetched = await fetchModel(engine, model.address, model.sha256);
      if (!(await confirmFetched(fetched, model.sha256 !== undefined)))
        return void (await engine.askEngine('discardModel', { ticket: fetched.ticket }));
      const card = { name, licence, input, embedding };
      await use(await engine.askEngine('keepModel', { model: { ticket: fetched.ticket }, card }));
    },
  };
}

async function fromFile(engine: EngineClient): Promise<void> {
  const [file] =
    (await window.showOpenDialog({
      title: l10n.t('An ONNX Model or Its Card'),
      filters: { [l10n.t('Models and cards')]: ['onnx', 'json'] },
    })) ?? [];
  if (!file) return;
  const path = file.fsPath;
  if (!path.endsWith('.onnx') || (await hasCard(engine, path))) return setSetting('model', path);
  const model = { path };
  const ports = await engine.askEngine('inspectModel', { model });
  const card = await describeModel(engine, model, ports, basename(path, '.onnx'));
  if (card) await use(await engine.askEngine('keepModel', { model, card }));
}

async function hasCard(engine: EngineClient, onnx: string): Promise<boolean> {
  return (await engine.askEngine('hasCard', { path: onnx })).hasCard;
}

async function fromAddress(engine: EngineClient): Promise<void> {
  const address = await window.showInputBox({
    title: l10n.t('Fetch a Model'),
    prompt: l10n.t('The address of an ONNX file. It is fetched once; nothing is sent.'),
    placeHolder: 'https://',
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^https:\/\/./.test(text.trim()) ? undefined : l10n.t('An address that begins with https://'),
  });
  if (address === undefined) return;
  const fetched = await fetchModel(engine, address.trim());
  const model = { ticket: fetched.ticket };
  try {
    if (await confirmFetched(fetched, false)) {
      const name = basename(new URL(fetched.address).pathname, '.onnx') || l10n.t('model');
      const card = await describeModel(engine, model, fetched, decodeURIComponent(name));
      if (card) return await use(await engine.askEngine('keepModel', { model, card }));
    }
  } finally {
    // Does nothing to one that was kept.
    await engine.askEngine('discardModel', model);
  }
}

async function use({ card }: { readonly card: string }): Promise<void> {
  await setSetting('model', card);
}
