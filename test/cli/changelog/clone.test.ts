import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

import { composeHistory } from '../../../src/compose/compose-history.ts';
import { repoName } from '../../../src/core/names.ts';
import { temporaryFolder, TestRepository } from '../../git/repository.ts';
import { standIn } from '../../git/stand-in.ts';

const SHOP = repoName('acme/shop');
const github = { apiUrl: 'https://api.github.com', webUrl: 'https://github.com' };
const clock = { now: () => 0 };

describe('the clone of a changelog', () => {
  it('is looked at once, however much is asked of it', async () => {
    const repository = new TestRepository();
    const [one, two] = [repository.commit(), repository.commit()];
    repository.git('remote', 'add', 'origin', 'https://github.com/acme/shop.git');
    const folder = standIn('echo "$@" >> "$cd_here/calls"; real_git "$@"');
    const tools = await composeHistory({ directory: repository.directory, github, clock });

    const found = [await tools.commit(SHOP, 'HEAD~1'), await tools.commit(SHOP, 'main'), await tools.clone?.origin()];
    await tools.close();

    expect(found).toEqual([one, two, 'https://github.com/acme/shop.git']);
    const calls = readFileSync(join(folder, 'calls'), 'utf8').split('\n');
    expect(calls.filter((call) => call.startsWith('rev-parse --git-dir'))).toHaveLength(1);
  });

  it('that is none is said to be none whatever is asked of it', async () => {
    const tools = await composeHistory({ directory: temporaryFolder(), github, clock });

    const none = { userError: { code: 'CLONE_UNREADABLE' } };
    await expect(tools.commit(SHOP, 'main')).rejects.toMatchObject(none);
    await expect(tools.clone?.origin()).rejects.toMatchObject(none);
    await tools.close();
  });
});
