/** `npm run notice`: writes NOTICE anew, after dependencies have changed. */
import { writeFile } from 'node:fs/promises';
import { noticeText } from './packaging/notice.mjs';
import { shippedPackages, unwelcomeLicences } from './packaging/shipped.mjs';

const unwelcome = unwelcomeLicences(await shippedPackages());
if (unwelcome.length > 0) {
  console.error(`Not on the list of licences:\n  ${unwelcome.join('\n  ')}`);
  process.exit(1);
}
await writeFile('NOTICE', await noticeText());
