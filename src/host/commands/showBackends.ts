import { l10n, ProgressLocation, QuickPickItemKind, ThemeIcon, window, type QuickPickItem } from 'vscode';
import { computeBackends, type BackendsReport, type BackendTrial, type ComputeBackend } from '../../protocol/backends';
import type { EngineClient } from '../engine/engineClient';
import { setSetting } from '../models/setSetting';

type Item = QuickPickItem &
  (
    | { readonly set: ComputeBackend | 'auto' }
    | { readonly measure: true }
    | { readonly why: string }
    | { readonly kind: QuickPickItemKind.Separator }
  );

/** *Show Compute Backends*: what can run the model, how fast, and why not; picking one sets it. */
export async function showBackends(engine: EngineClient): Promise<void> {
  let report = await engine.askEngine('backends', { measure: false });
  if (!isMeasured(report)) report = await measure(engine);
  for (;;) {
    const chosen = await window.showQuickPick(itemsOf(report), {
      title: l10n.t('What runs {0}', report.model),
      placeHolder: l10n.t('Pick what is to run the model from now on'),
      matchOnDescription: true,
      // It may open some time after the command, when the hand is elsewhere.
      ignoreFocusOut: true,
    });
    if (!chosen || chosen.kind === QuickPickItemKind.Separator) return;
    if ('set' in chosen) return setSetting('backend', chosen.set === 'auto' ? undefined : chosen.set);
    if ('why' in chosen) return void window.showInformationMessage(chosen.why);
    report = await measure(engine);
  }
}

/** A look that found no rival to the CPU has no figures yet. */
function isMeasured({ trials }: BackendsReport): boolean {
  return trials.some(({ kind }) => kind === 'measured');
}

async function measure(engine: EngineClient): Promise<BackendsReport> {
  const location = ProgressLocation.Notification;
  const title = l10n.t('Measuring compute backends');
  return window.withProgress({ location, title, cancellable: true }, (_progress, token) =>
    Promise.resolve(engine.askEngine('backends', { measure: true }, token)),
  );
}

function itemsOf(report: BackendsReport): Item[] {
  const { setting, inUse, trials, measuredAt } = report;
  const order = (name: ComputeBackend): number => computeBackends.indexOf(name);
  const sorted = [...trials].sort((a, b) => order(a.name) - order(b.name));
  const isAuto = setting === 'auto' || setting === 'gpu';
  const works = (trial: BackendTrial): boolean => trial.kind !== 'unavailable';
  const item = (trial: BackendTrial): Item => ({
    label: backendName(trial.name),
    description: [figure(trial), ...(trial.name === inUse ? [l10n.t('in use')] : [])].join(' · '),
    ...(trial.kind === 'unavailable' && { detail: trial.reason }),
    iconPath: new ThemeIcon(trial.name === inUse ? 'check' : works(trial) ? 'blank' : 'circle-slash'),
    ...(trial.kind === 'unavailable'
      ? { why: l10n.t('{0} cannot run the model here: {1}', backendName(trial.name), trial.reason) }
      : { set: trial.name }),
  });
  return [
    {
      label: l10n.t('Automatic'),
      description: isAuto ? l10n.t('set now: the fastest, {0}', backendName(inUse)) : l10n.t('the fastest'),
      iconPath: new ThemeIcon(isAuto ? 'check' : 'blank'),
      set: 'auto',
    },
    { label: l10n.t('works here'), kind: QuickPickItemKind.Separator },
    ...sorted.filter(works).map(item),
    { label: l10n.t('does not work here'), kind: QuickPickItemKind.Separator },
    ...sorted.filter((trial) => !works(trial)).map(item),
    { label: '', kind: QuickPickItemKind.Separator },
    {
      label: l10n.t('Measure Again'),
      description: measuredAt === undefined ? '' : l10n.t('last: {0}', new Date(measuredAt).toLocaleString()),
      iconPath: new ThemeIcon('refresh'),
      measure: true,
    },
  ];
}

function figure(trial: BackendTrial): string {
  switch (trial.kind) {
    case 'measured':
      return l10n.t('{0} images/s', Math.round(trial.imagesPerSecond));
    case 'untimed':
      return l10n.t('not measured');
    case 'unavailable':
      return l10n.t('not available');
  }
}

function backendName(name: ComputeBackend): string {
  switch (name) {
    case 'cpu':
      return l10n.t('CPU');
    case 'webgpu':
      return 'WebGPU';
    case 'cuda':
      return 'CUDA';
    case 'directml':
      return 'DirectML';
    case 'coreml':
      return 'Core ML';
    case 'wasm':
      return l10n.t('CPU, WebAssembly');
  }
}
