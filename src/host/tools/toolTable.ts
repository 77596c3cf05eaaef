import { basename } from 'node:path';
import { LanguageModelTextPart, LanguageModelToolResult, type LanguageModelTool } from 'vscode';
import type { toolInputs } from '../../protocol/toolInputs';
import type { ToolName } from '../names';
import { describeProposal, propose } from './proposeTool';
import type { readingTools, ReadingTool } from './readingTools';
import { targetFolder, type ToolParts } from './toolTarget';

type Tool = Required<LanguageModelTool<unknown>>;

/** What the tools do. What they are and what they take is loaded when one is called. */
export function toolTable(parts: ToolParts): Readonly<Record<ToolName, Tool>> {
  return {
    winnow_index: readingTool(parts, (tools) => tools.winnow_index),
    winnow_rank: readingTool(parts, (tools) => tools.winnow_rank),
    winnow_query: readingTool(parts, (tools) => tools.winnow_query),
    winnow_findings: readingTool(parts, (tools) => tools.winnow_findings),
    winnow_report: readingTool(parts, (tools) => tools.winnow_report),
    winnow_propose_decisions: proposeTool(parts),
  };
}

function readingTool<T>(parts: ToolParts, choose: (tools: typeof readingTools) => ReadingTool<T>): Tool {
  const load = async (): Promise<ReadingTool<T>> => choose((await import('./readingTools')).readingTools);
  return {
    prepareInvocation: async (options) => {
      const { input, intent } = await load();
      const { folder } = input.read(options.input);
      const name = basename(targetFolder(parts, folder).fsPath);
      return {
        invocationMessage: intent(name),
        confirmationMessages: { title: `Let Winnow look at ${name}?`, message: intent(name) },
      };
    },
    invoke: async (options, token) => {
      const { input, answer } = await load();
      const parsed = input.read(options.input);
      return result(await answer(parts, parsed, targetFolder(parts, parsed.folder), token));
    },
  };
}

function proposeTool(parts: ToolParts): Tool {
  const load = async (): Promise<(typeof toolInputs)['winnow_propose_decisions']> =>
    (await import('../../protocol/toolInputs')).toolInputs.winnow_propose_decisions;
  return {
    prepareInvocation: async (options) => describeProposal(parts, (await load()).read(options.input)),
    invoke: async (options, token) => result(await propose(parts, (await load()).read(options.input), token)),
  };
}

function result(answer: object): LanguageModelToolResult {
  return new LanguageModelToolResult([new LanguageModelTextPart(JSON.stringify(answer))]);
}
