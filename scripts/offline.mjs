/**
 * `node scripts/offline.mjs COMMAND…` runs a command without any network but this machine's own addresses (Linux, in a
 * network namespace). `npm run test:offline` installs the package into a fresh VS Code there and runs the whole journey.
 */
import { run } from './run.mjs';

const command = process.argv.slice(2);
if (process.platform !== 'linux' || command.length === 0) {
  console.error('Usage, on Linux: node scripts/offline.mjs COMMAND…');
  process.exit(2);
}
const asRoot = process.getuid() === 0 ? ['-n'] : ['-rn'];
const begin = 'ip link set lo up && exec "$@"';
try {
  await run('unshare', [...asRoot, 'sh', '-c', begin, 'offline', ...command]);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
