import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { collect } from '../../../src/engine/operations/collect';
import type { ImportOutcome } from '../../../src/protocol/importRequests';
import { call, startEngine } from '../../support/session';
import { withFolder } from '../../support/workspace';
import { picture, serve } from './support';

async function run(params: Record<string, unknown>, signal = new AbortController().signal): Promise<ImportOutcome> {
  return (await collect.run(startEngine({}), { allowPrivate: true, ...params }, { ...call, signal })) as ImportOutcome;
}

/** A scraper of the user's own. */
async function scraper(folder: string, body: string): Promise<string[]> {
  const path = join(folder, 'scraper.cjs');
  await writeFile(path, body);
  return [process.execPath, path];
}

it('each class gets what the command prints for its term, whatever the term holds', async () => {
  const pictures = await Promise.all([picture(1), picture(2), picture(3)]);
  const host = await serve((request, answer) => answer.end(pictures[Number(request.url?.slice(1))]));
  await withFolder(async (folder) => {
    const term = `labrador; touch ${folder}/owned $(touch ${folder}/owned) "'`;
    const command = await scraper(
      folder,
      `const terms = process.argv.slice(2);
       require('node:fs').appendFileSync(${JSON.stringify(join(folder, 'asked'))}, JSON.stringify(terms) + '\\n');
       if (terms[1] === 'bad') { console.error('no such thing'); process.exit(3); }
       if (terms[1] === 'none') process.exit(0);
       console.log(JSON.stringify({ image: '${host}/' + (terms[1] === 'cat' ? 0 : 1), title: 'x' }));
       console.log(JSON.stringify({ image: '${host}/2' }));`,
    );
    const into = join(folder, 'set');
    const searches = [
      { label: 'cat', term: 'cat' },
      { label: 'bad', term: 'bad' },
      { label: 'dog', term },
      { label: 'none', term: 'none' },
    ];
    const outcome = await run({ command: [...command, '--term', '{term}'], searches, into });
    expect(outcome).toMatchObject({ images: 4, copies: 0 });
    expect(outcome.failed).toEqual([
      { line: 2, reason: 'The search for "bad" ended with code 3: no such thing.' },
      { line: 4, reason: 'The search for "none" names no address.' },
    ]);
    expect((await readdir(into)).sort()).toEqual(['.winnow-import', 'cat', 'dog']);
    const asked = (await readFile(join(folder, 'asked'), 'utf8')).trim().split('\n');
    expect(asked.map((line) => JSON.parse(line) as unknown)[2]).toEqual(['--term', term]);
    expect(existsSync(join(folder, 'owned'))).toBe(false);
    expect(await readFile(join(into, '.winnow-import/provenance.jsonl'), 'utf8')).toContain(JSON.stringify(term));
  });
});

it('a command that is not there is told for each class', () =>
  withFolder(async (folder) => {
    const outcome = await run({
      command: [join(folder, 'nothing')],
      searches: [{ label: 'cat', term: 'cat' }],
      into: join(folder, 'set'),
    });
    expect(outcome).toMatchObject({
      images: 0,
      failed: [{ reason: expect.stringMatching(/could not be started/) as string }],
    });
  }));

it('cancelled, the command and what it started end', () =>
  withFolder(async (folder) => {
    const pids = join(folder, 'pids');
    const command = await scraper(
      folder,
      `const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
       require('node:fs').writeFileSync(${JSON.stringify(pids)}, process.pid + ' ' + child.pid);
       setInterval(() => {}, 1000);`,
    );
    const controller = new AbortController();
    const running = run(
      { command, searches: [{ label: 'cat', term: 'cat' }], into: join(folder, 'set') },
      controller.signal,
    );
    while (!existsSync(pids) || (await readFile(pids, 'utf8')) === '') await sleep(20);
    const started = (await readFile(pids, 'utf8')).split(' ').map(Number);
    controller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    const lives = (pid: number): boolean => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    for (let i = 0; i < 100 && started.some(lives); i++) await sleep(50);
    expect(started.filter(lives)).toEqual([]);
  }));
