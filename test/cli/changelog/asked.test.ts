import { describe, expect, it } from '@jest/globals';

import { askedChangelog, type ChangelogOptions } from '../../../src/cli/changelog/asked-changelog.ts';
import { trackerKeysIn } from '../../../src/core/changelog/references/tracker-keys.ts';
import { sluice } from '../command.ts';

const asked = (more: Partial<ChangelogOptions>): ReturnType<typeof askedChangelog> =>
  askedChangelog({ from: 'v1', to: 'v2', format: 'json', ...more });

describe('what is asked of the changelog command', () => {
  it.each(['', ' '])('is never the folder that it runs in by an empty name (%j)', async (gitDir) => {
    const says = `--git-dir is "${gitDir}", which names nothing: name the folder of a clone, or a bare repository.`;

    await expect(asked({ gitDir })).rejects.toThrow(says);
  });

  it('are keys of projects as a pipeline file may name them, and no others', async () => {
    const [longest, longer] = ['P'.repeat(30), 'P'.repeat(31)];

    expect(await asked({ tracker: ['PAY', longest] })).toMatchObject({ trackers: ['PAY', longest] });
    for (const project of [longer, 'P']) {
      await expect(asked({ tracker: [project] })).rejects.toThrow('which is no project of a tracker');
      expect(trackerKeysIn(`${project}-12 is about PAY-12`, ['PAY', project])).toEqual(['PAY-12']);
    }
  });

  it('needs a token or a clone, and says so where there is neither', async () => {
    const { code, out, err } = await sluice(['changelog', '--repo', 'acme/shop', '--from', 'v1', '--to', 'v2']);

    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(
      /^GITHUB_TOKEN is not set: .+, or give --git-dir and --offline to ask git alone\. \(.+#settings_missing\)\n$/,
    );
  });
});
