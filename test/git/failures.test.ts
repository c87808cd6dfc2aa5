import { afterEach, describe, expect, it } from '@jest/globals';

import { repoName } from '../../src/core/names.ts';
import { failureOf } from '../../src/git/failure.ts';
import { gitHistory } from '../../src/git/git-history.ts';
import { ownGits } from '../../src/git/process/gits.ts';
import { parseLog, parseTouching } from '../../src/git/reading/parse-log.ts';
import { TestRepository } from './repository.ts';
import { standIn } from './stand-in.ts';

const shop = repoName('acme/shop');

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const history of open.splice(0)) await history.close();
});

const repository = new TestRepository();
const commits = Array.from({ length: 30 }, () => repository.commit({ message: 'a change of some length' }));

/** What is answered for thirty commits while one of git's commands is a shell script. */
async function answerWith(command: string, script: string): Promise<unknown> {
  const history = gitHistory(repository.directory, { gits: ownGits() });
  open.push(history);
  standIn(`case "$1" in ${command}) ${script};; *) real_git "$@";; esac`);
  return history.range(shop, commits[0]!, commits.at(-1)!, ['notes.txt']);
}

describe('a git command that ends otherwise than well', () => {
  const ended = 'something ended git before it was done';
  const part = 'git printed a part of its answer';

  it.each([
    ['rev-parse', 'kill -9 $$', ended],
    ['rev-list', 'kill -9 $$', ended],
    ['merge-base', 'kill -9 $$', ended],
    ['log', 'kill -9 $$', ended],
    ['log', '(real_git "$@") | head -c 900; kill -9 $$', ended],
    ['log', '(real_git log -3 "$2" "$3" "$4"); kill -TERM $$', ended],
    ['log', '(real_git "$@"); exit 3', 'git failed with exit code 3 and did not say why'],
    ['merge-base', 'exit 2', 'git failed with exit code 2 and did not say why'],
    ['merge-base', 'echo what >&2; exit 1', 'git says \\"what\\"'],
    ['log', '(real_git "$@") | head -c 900', part],
  ])('is no answer: %s by %j', async (command, script, because) => {
    const { unknown } = (await answerWith(command, script)) as { unknown: string };

    expect(unknown).toContain(because.replaceAll('\\"', '"'));
  });

  it('is only for merge-base an answer: exit code 1 without a word means that there is nothing in common', async () => {
    expect(await answerWith('merge-base', 'exit 1')).toMatchObject({ known: { classification: 'unrelated' } });
    expect(await answerWith('rev-list', 'exit 1')).toEqual({ unknown: expect.stringContaining('exit code 1') });
  });

  it('is judged by what it says of itself, not by what commits say', async () => {
    const script = 'echo "No space left on device"; echo "fatal: no" >&2; exit 128';

    expect(await answerWith('log', script)).toEqual({ unknown: expect.stringContaining('git says "fatal: no"') });
  });
});

describe('what git prints', () => {
  const record = ['>', 'a'.repeat(40), '', 'Ada', 'ada@example.com', '1', '2', 'one'];

  it('is taken when it ends on a whole commit, and nothing is a log of none', () => {
    expect(parseLog(`${record.join('\0')}\0\n`).right.map(([id]) => id)).toEqual(['a'.repeat(40)]);
    expect(parseLog('')).toEqual({ right: [], left: [] });
  });

  it.each([
    ['without its end', record.join('\0')],
    ['with half of another', `${record.join('\0')}\0\n>\0abc`],
    ['with half an id', `${record.join('\0')}\0\n${record.with(1, 'abc').join('\0')}\0\n`],
  ])('is refused %s', (_, output) => {
    expect(() => parseLog(output)).toThrow('git printed a part of its answer');
  });

  it('about paths is refused where it ends within a name', () => {
    expect(() => parseTouching(`\u0001${'a'.repeat(40)}\0\nweb/a`)).toThrow('git printed a part of its answer');
  });
});

describe('what git says', () => {
  const about = {
    repository: { directory: '/srv/inflate: mirrors/acme/redirect-service.git', isMirror: true },
    reach: { url: 'https://github.com/acme/redirect-service.git', token: 'ghs_1' },
  };
  const meant = (says: string): string[] => {
    const { kind, because } = failureOf(new Error(says), about);
    return [kind, because];
  };

  it.each([
    ['error: packfile objects/pack/x.pack cannot be mapped: Cannot allocate memory', 'there is not enough memory'],
    ['fatal: inflate: out of memory', 'there is not enough memory'],
    ['error: packfile x.pack cannot be accessed: Too many open files', 'this machine is too busy'],
    ['fatal: unable to read tree: Permission denied', 'this user may not read or write it'],
    ['error: unable to read x: Input/output error', 'the disk does not answer as it should'],
  ])('%j is no damage', (says, because) => {
    expect(meant(says)).toEqual(['other', because]);
  });

  it.each(['error: inflate: data stream error (incorrect header check)', 'fatal: bad object HEAD'])(
    '%j is damage',
    (says) => {
      expect(meant(says)[0]).toBe('broken');
    },
  );

  it('is not read out of the names of folders and repositories', () => {
    const text = `fatal: unable to access '${about.reach.url}/' below ${about.repository.directory}: what`;

    expect(meant(text)).toEqual(['other', `git says ${JSON.stringify(text)}`]);
    expect(meant('fatal: /acme/redirect-service is not what it was')[1]).toContain('git says');
  });
});
