import { mkdir } from 'node:fs/promises';
import { describe, expect } from 'vitest';
import { eventually } from '../support/eventually';
import type { Workbench } from './support/browser';
import { Scene, useScene } from './support/scene';

/** Waits until a frame of the window shows this text. */
async function shows(workbench: Workbench, text: string): Promise<void> {
  await eventually(
    `"${text}"`,
    async () => {
      for (const frame of workbench.page.frames()) if ((await frame.getByText(text).count()) > 0) return true;
      return false;
    },
    30_000,
  );
}

describe('the walkthrough', () => {
  let scene: Scene;
  const trial = useScene(
    () => Scene.open('walkthrough', (workspace) => mkdir(workspace, { recursive: true }).then(() => undefined)),
    (opened) => {
      scene = opened;
    },
  );

  trial('shows each step with its picture or its text', async () => {
    const { workbench } = scene;
    await workbench.quickInput.ask('Welcome: Open Walkthrough...', 'Get Started with Winnow');
    const editor = workbench.page.locator('.gettingStartedContainer');
    await editor.getByRole('heading', { name: 'Get Started with Winnow', level: 2 }).waitFor();
    const steps = editor.locator('.getting-started-step');
    expect(await steps.count()).toBe(6);
    const picture = editor.locator('.getting-started-media img');
    await picture.first().waitFor();
    expect(
      await picture.first().evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth),
    ).toBeGreaterThan(200);
    await workbench.screenshot('walkthrough-sample');
    await steps.filter({ hasText: 'Sort a pile' }).click();
    await shows(workbench, 'Clusters come up');
    await workbench.screenshot('walkthrough-sort');
    await steps.filter({ hasText: 'Accept what is right' }).click();
    await shows(workbench, 'accept the class that is proposed');
    await workbench.screenshot('walkthrough-keys');
  });
});
