import { describe, expect, it } from '@jest/globals';

import { hasJoined, isOpenTo } from '../../../../src/core/pipeline/joining/consent.ts';
import { repoName } from '../../../../src/core/names.ts';

const PIPELINE = repoName('acme/platform');
const none = { none: 'it has no .github/sluice.yml' };

describe('a repository is open to a pipeline', () => {
  it.each([
    ['that everybody can read', 'other/lib', true, none, true],
    ['of the same owner', 'acme/lib', false, none, true],
    ['of the same owner, however it is spelled', 'Acme/lib', false, none, true],
    ['that has joined it', 'other/lib', false, { to: PIPELINE }, true],
    ['that has joined it, however it is spelled', 'other/lib', false, { to: repoName('ACME/Platform') }, true],
    ['that is closed and of another owner: no', 'other/lib', false, none, false],
    ['that has joined another: no', 'other/lib', false, { to: repoName('acme/other') }, false],
    ['that owns a pipeline itself: no', 'other/lib', false, { owns: true } as const, false],
    ['whose owner only begins alike: no', 'acme-evil/lib', false, none, false],
  ])('%s', (_, repo, isPublic, consent, isOpen) => {
    expect(isOpenTo({ repo: repoName(repo), isPublic, consent }, PIPELINE)).toBe(isOpen);
  });

  it('that owns it, without joining', () => {
    expect(hasJoined(PIPELINE, { owns: true }, PIPELINE)).toBe(true);
    expect(hasJoined(repoName('acme/lib'), { owns: true }, PIPELINE)).toBe(false);
  });
});
