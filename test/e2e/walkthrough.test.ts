import { mkdir } from 'node:fs/promises';
import { describe, expect } from 'vitest';
import { Scene, useScene } from './support/scene';

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
    await workbench.command('Welcome: Open Walkthrough...');
    await workbench.quickInput.pick('Get Started with Winnow');
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
    await workbench.page.waitForTimeout(1500);
    await workbench.screenshot('walkthrough-sort');
    await steps.filter({ hasText: 'Accept what is right' }).click();
    await workbench.page.waitForTimeout(1500);
    await workbench.screenshot('walkthrough-keys');
  });
});
