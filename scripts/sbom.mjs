/**
 * `npm run sbom [-- FILE]`: the bill of materials (CycloneDX, JSON) of what is shipped, on any platform: npm's own list,
 * less what is not shipped, and the model. By default build/winnow-sbom.cdx.json.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { npm } from './npm.mjs';
import { shippedPackages } from './packaging/shipped.mjs';

const out = resolve(process.argv[2] ?? 'build/winnow-sbom.cdx.json');
// Not --omit=dev: that leaves out what our tools need as well.
const { code, stdout, stderr } = await npm(['sbom', '--sbom-format=cyclonedx', '--package-lock-only']);
if (code !== 0) throw new Error(`npm sbom failed: ${stderr}`);
const bom = JSON.parse(stdout);
const { name } = JSON.parse(await readFile('package.json', 'utf8'));
const card = JSON.parse(await readFile('media/backbone/card.json', 'utf8'));
// npm takes the name of the folder.
bom.metadata.component.name = name;
const shipped = new Set((await shippedPackages()).map((found) => `${found.name}@${found.version}`));
bom.components = bom.components.filter((component) => shipped.has(`${component.name}@${component.version}`));
const kept = new Set([bom.metadata.component['bom-ref'], ...bom.components.map((component) => component['bom-ref'])]);
bom.dependencies = bom.dependencies
  .filter(({ ref }) => kept.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn?.filter((other) => kept.has(other)) }));
bom.components.push({
  'bom-ref': card.name,
  type: 'machine-learning-model',
  name: card.name,
  description: card.licence,
  hashes: [{ alg: 'SHA-256', content: card.sha256 }],
  licenses: [{ license: { id: 'MIT' } }],
});
await mkdir(dirname(out), { recursive: true });
await writeFile(out, JSON.stringify(bom, null, 2));
console.log(`${out}: ${bom.components.length} components`);
