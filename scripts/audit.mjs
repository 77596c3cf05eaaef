/**
 * `npm run audit`: fails when a shipped dependency has a published weakness of moderate or higher degree. Where npm's
 * list of advisories cannot be reached nothing was checked; that is said, and is no failure.
 */
import { npm } from './npm.mjs';

const args = ['audit', '--omit=dev', '--json', '--fetch-retries=0', '--fetch-timeout=20000'];
const { stdout, stderr } = await npm(args, { timeout: 60_000 });
const report = parse(stdout);
const counts = report?.metadata?.vulnerabilities;
if (!counts) {
  const reason = report?.error?.summary || report?.message || stderr.trim().split('\n')[0] || 'npm said nothing';
  console.log(
    `NOT AUDITED: npm's list of advisories could not be read (${reason}). Nothing is known about weaknesses.`,
  );
} else if (counts.moderate + counts.high + counts.critical > 0) {
  for (const { name, severity, range, via } of Object.values(report.vulnerabilities))
    console.error(`${severity}: ${name} ${range}: ${via.map((cause) => cause.title ?? cause).join('; ')}`);
  process.exit(1);
} else {
  console.log(`${report.metadata.dependencies.prod} shipped dependencies audited, ${counts.total} minor advisories`);
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // No JSON: npm could not even begin.
  }
}
