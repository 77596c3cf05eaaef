/**
 * Prebuilt packages of other platforms. npm fetches them (`npm pack`); they are checked against the hash in
 * package-lock.json and unpacked into build/prebuilt, once for each version.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { npm } from '../npm.mjs';
import { extract } from 'tar-stream';

const cache = resolve('build', 'prebuilt');

/** A package could not be fetched: no network, or the registry has it no more. */
export class NotFetchedError extends Error {}

/**
 * The folder of a package: node_modules where it is installed, else fetched.
 * @throws NotFetchedError, and an Error when what came is not what package-lock.json names
 */
export async function packageFolder(name) {
  const installed = join('node_modules', name);
  if (existsSync(join(installed, 'package.json'))) return installed;
  const locked = (await readLock())[installed.replaceAll('\\', '/')];
  if (!locked?.integrity) throw new Error(`${name} does not stand in package-lock.json.`);
  const folder = join(cache, `${name.replace('/', '+')}-${locked.version}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(cache, 'part-'));
  try {
    const archive = await fetchPackage(`${name}@${locked.version}`, work);
    checkIntegrity(name, await readFile(archive), locked.integrity);
    await unpack(archive, join(work, 'files'));
    await rename(join(work, 'files'), folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return folder;
}

let lock;
/** `packages` of package-lock.json: what is installed where, by path. */
export async function readLock() {
  lock ??= JSON.parse(await readFile('package-lock.json', 'utf8')).packages;
  return lock;
}

async function fetchPackage(spec, folder) {
  const args = ['pack', spec, '--silent', '--pack-destination', folder];
  const { code, stderr } = await npm(args, { timeout: 300_000 });
  const archive = (await readdir(folder)).find((file) => file.endsWith('.tgz'));
  if (code !== 0 || !archive)
    throw new NotFetchedError(`npm could not fetch ${spec}: ${stderr.trim() || 'no reason given'}`);
  return join(folder, archive);
}

function checkIntegrity(name, bytes, integrity) {
  const [algorithm, expected] = [
    integrity.slice(0, integrity.indexOf('-')),
    integrity.slice(integrity.indexOf('-') + 1),
  ];
  const found = createHash(algorithm).update(bytes).digest('base64');
  if (found !== expected) throw new Error(`${name} is not what package-lock.json names: ${algorithm} ${found}`);
}

/** Files only, and only below `folder`; npm's archives have everything in `package/`. */
async function unpack(archive, folder) {
  const unpacker = extract();
  unpacker.on('entry', (header, stream, next) => {
    const inside = header.name.split('/').slice(1).join('/');
    const path = resolve(folder, inside);
    if (header.type !== 'file' || !path.startsWith(resolve(folder))) {
      stream.resume().once('end', next);
      return;
    }
    const chunks = [];
    stream.on('data', (chunk) => chunks.push(chunk));
    stream.once('end', () => {
      mkdir(dirname(path), { recursive: true })
        .then(() => writeFile(path, Buffer.concat(chunks)))
        .then(() => next(), next);
    });
  });
  await pipeline(createReadStream(archive), createGunzip(), unpacker);
}
