import { TabInputCustom, window, type Tab, type Uri, type ViewColumn } from 'vscode';
import { viewType } from '../names';

/** The tabs that show a dataset, or are to show one when they are looked at. */
export function datasetTabs(): Tab[] {
  return window.tabGroups.all.flatMap(({ tabs }) => tabs).filter((tab) => datasetOf(tab));
}

/** The folder of the dataset that a tab shows; undefined where it shows something else. */
export function datasetOf(tab: Tab | undefined): Uri | undefined {
  return tab?.input instanceof TabInputCustom && tab.input.viewType === viewType ? tab.input.uri : undefined;
}

/** The column in which a dataset is shown already: opened in another one, it would be shown twice. */
export function columnOf(uri: Uri): ViewColumn | undefined {
  return datasetTabs().find((tab) => datasetOf(tab)?.toString() === uri.toString())?.group.viewColumn;
}
