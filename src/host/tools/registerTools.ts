import { basename } from 'node:path';
import { LanguageModelTextPart, LanguageModelToolResult, lm, type Disposable, type LanguageModelTool } from 'vscode';
import { toolInputs } from '../../protocol/toolInputs';
import { DisposableStore } from '../disposable';
import { describeProposal, propose } from './proposeTool';
import { readingTools, type ReadingTool } from './readingTools';
import { targetFolder, type ToolParts } from './toolTarget';

/** Tools for language models: five that look, and one that marks. None applies anything. */
export function registerTools(parts: ToolParts): Disposable {
  const store = new DisposableStore();
  store.add(lm.registerTool('winnow_index', readingTool(parts, readingTools.winnow_index)));
  store.add(lm.registerTool('winnow_rank', readingTool(parts, readingTools.winnow_rank)));
  store.add(lm.registerTool('winnow_query', readingTool(parts, readingTools.winnow_query)));
  store.add(lm.registerTool('winnow_findings', readingTool(parts, readingTools.winnow_findings)));
  store.add(lm.registerTool('winnow_report', readingTool(parts, readingTools.winnow_report)));
  store.add(lm.registerTool('winnow_propose_decisions', proposeTool(parts)));
  return store;
}

function readingTool<T>(parts: ToolParts, { input, intent, answer }: ReadingTool<T>): LanguageModelTool<unknown> {
  return {
    prepareInvocation: (options) => {
      const { folder } = input.read(options.input);
      const name = basename(targetFolder(parts, folder).fsPath);
      return {
        invocationMessage: intent(name),
        confirmationMessages: { title: `Let Winnow look at ${name}?`, message: intent(name) },
      };
    },
    invoke: async (options, token) => {
      const parsed = input.read(options.input);
      return result(await answer(parts, parsed, targetFolder(parts, parsed.folder), token));
    },
  };
}

function proposeTool(parts: ToolParts): LanguageModelTool<unknown> {
  const input = toolInputs.winnow_propose_decisions;
  return {
    prepareInvocation: (options) => describeProposal(parts, input.read(options.input)),
    invoke: async (options, token) => result(await propose(parts, input.read(options.input), token)),
  };
}

function result(answer: object): LanguageModelToolResult {
  return new LanguageModelToolResult([new LanguageModelTextPart(JSON.stringify(answer))]);
}
