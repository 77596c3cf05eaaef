import { window, type LogOutputChannel } from 'vscode';

let channel: LogOutputChannel | undefined;

/** Winnow's output channel, made when the first line is written. */
export function log(): LogOutputChannel {
  channel ??= window.createOutputChannel('Winnow', { log: true });
  return channel;
}
