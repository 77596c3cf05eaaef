import type { CDPSession, Frame } from 'playwright-core';
import { pageFrame } from './accessibility';
import type { Workbench } from './browser';

/** A node of the tree that the browser hands to assistive technology. */
export interface AccessibleNode {
  readonly id: string;
  readonly parent?: string;
  readonly role: string;
  readonly name: string;
  readonly properties: ReadonlyMap<string, unknown>;
  /** Nodes that a relation such as `activedescendant` names, by their places in the document. */
  readonly related: ReadonlyMap<string, readonly number[]>;
  readonly domNode?: number;
}

/** The accessibility tree of Winnow's page as Chromium has it. */
export async function accessibilityTree(workbench: Workbench): Promise<readonly AccessibleNode[]> {
  const session = await sessionOf(workbench, await pageFrame(workbench));
  try {
    for (const frameId of await frameIds(session)) {
      const { nodes } = await treeOf(session, frameId);
      if (nodes.some(({ role }) => role?.value === 'grid')) return nodes.filter(({ ignored }) => !ignored).map(nodeOf);
    }
  } finally {
    await session.detach();
  }
  throw new Error('No frame has a grid in its accessibility tree.');
}

const treeOf = (session: CDPSession, frameId: string) => session.send('Accessibility.getFullAXTree', { frameId });
type Sent = Awaited<ReturnType<typeof treeOf>>['nodes'][number];

function nodeOf({ nodeId, parentId, role, name, properties = [], backendDOMNodeId }: Sent): AccessibleNode {
  const related = properties.map(
    ({ name: relation, value }) =>
      [relation, (value.relatedNodes ?? []).map(({ backendDOMNodeId: node }) => node)] as const,
  );
  return {
    id: nodeId,
    parent: parentId,
    role: String(role?.value ?? ''),
    name: String(name?.value ?? ''),
    properties: new Map(properties.map((one) => [one.name, one.value.value])),
    related: new Map(related),
    domNode: backendDOMNodeId,
  };
}

/** Only the uppermost frame of a process has a session. */
async function sessionOf({ context, page }: Workbench, frame: Frame): Promise<CDPSession> {
  for (let at: Frame | null = frame; at; at = at.parentFrame()) {
    const session = await context.newCDPSession(at).catch(() => undefined);
    if (session) return session;
  }
  return context.newCDPSession(page);
}

async function frameIds(session: CDPSession): Promise<string[]> {
  const { frameTree } = await session.send('Page.getFrameTree');
  const ids: string[] = [];
  const waiting = [frameTree];
  for (let tree = waiting.pop(); tree; tree = waiting.pop()) {
    ids.push(tree.frame.id);
    waiting.push(...(tree.childFrames ?? []));
  }
  return ids;
}
