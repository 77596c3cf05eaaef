import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

const root = resolve(import.meta.dirname, '../../..');
const texts = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')));
/** Puts the English text in the place of a key, as VS Code does. */
const inEnglish = (_name: string, value: unknown): unknown => {
  const key = typeof value === 'string' ? /^%(.+)%$/.exec(value)?.[1] : undefined;
  return key === undefined ? value : texts[key];
};
const command = z.object({ command: z.string(), title: z.string().min(3), category: z.literal('Winnow') });
const step = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string().min(20),
  media: z.union([
    z.strictObject({ image: z.string(), altText: z.string().min(10) }),
    z.strictObject({ markdown: z.string() }),
  ]),
  completionEvents: z.array(z.string()).min(1),
});
const setting = z.object({
  type: z.enum(['array', 'object', 'integer', 'number', 'string', 'boolean']),
  scope: z.enum(['machine', 'machine-overridable', 'window', 'resource']),
  default: z.unknown(),
  description: z.string().optional(),
  markdownDescription: z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
});
const manifest = z
  .object({
    categories: z.array(z.string()).min(1),
    icon: z.string(),
    extensionKind: z.array(z.string()),
    capabilities: z.object({
      untrustedWorkspaces: z.object({ supported: z.literal('limited'), restrictedConfigurations: z.array(z.string()) }),
      virtualWorkspaces: z.object({ supported: z.literal(false), description: z.string() }),
    }),
    contributes: z.object({
      commands: z.array(command),
      menus: z.record(
        z.string(),
        z.array(z.object({ command: z.string(), when: z.string(), group: z.string().optional() })),
      ),
      walkthroughs: z.array(z.object({ id: z.string(), steps: z.array(step).min(4).max(6) })).length(1),
      configuration: z.object({ properties: z.record(z.string(), setting) }),
    }),
  })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'), inEnglish));
const { commands, menus, walkthroughs, configuration } = manifest.contributes;
const known = new Set(commands.map(({ command: name }) => name));

describe('package.json', () => {
  it('says where the extension runs, and has an icon', () => {
    expect(manifest.extensionKind).toEqual(['workspace']);
    const icon = readFileSync(join(root, manifest.icon));
    expect(icon.toString('latin1', 1, 4)).toBe('PNG');
    expect(icon.readUInt32BE(16)).toBeGreaterThanOrEqual(128);
  });

  it('names only commands that there are, each once, and every menu item has its condition', () => {
    expect(known.size).toBe(commands.length);
    for (const items of Object.values(menus)) for (const item of items) expect(known).toContain(item.command);
  });

  it('gives every item of a menu a place of its own', () => {
    for (const [menu, items] of Object.entries(menus)) {
      if (menu === 'commandPalette') continue;
      const places = items.map(({ group, when }) => `${group ?? ''} ${when}`);
      expect(places.filter((place, index) => places.indexOf(place) !== index)).toEqual([]);
    }
  });

  it('offers to open a training log on what may be one, and not on other tables by their name', () => {
    const when = menus['explorer/context'].find((item) => item.command === 'winnow.openTrainingLog')?.when ?? '';
    const [, pattern] = /resourceFilename =~ \/(.+)\/i$/.exec(when) ?? [];
    const offered = new RegExp(pattern, 'i');
    for (const name of ['metrics.csv', 'history.csv', 'log.csv', 'RUN-3.CSV', 'train.csv', 'label_smoothing.csv'])
      expect(name).toMatch(offered);
    expect('training.log').toMatch(offered);
    for (const name of ['labels.csv', 'predictions.csv', 'pets-all-decisions.csv', 'pets-images.csv', 'server.log'])
      expect(name).not.toMatch(offered);
  });

  it('describes every setting, with its scope, and bounds every number', () => {
    for (const [name, found] of Object.entries(configuration.properties)) {
      expect(found.description ?? found.markdownDescription, name).toMatch(/^.{20,}/);
      expect(found.default, name).toBeDefined();
      if (found.type === 'integer' || found.type === 'number')
        expect([found.minimum, found.maximum], name).toEqual([expect.any(Number), expect.any(Number)]);
    }
    const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
    for (const name of restricted) expect(Object.keys(configuration.properties)).toContain(name);
  });

  it('walks through with pictures, texts and commands that there are', () => {
    for (const { media, description, completionEvents } of walkthroughs[0].steps) {
      expect(existsSync(join(root, 'image' in media ? media.image : media.markdown))).toBe(true);
      for (const [, name] of description.matchAll(/\(command:([^)]+)\)/g)) expect(known).toContain(name);
      for (const event of completionEvents) expect(known).toContain(event.replace('onCommand:', ''));
    }
  });
});
