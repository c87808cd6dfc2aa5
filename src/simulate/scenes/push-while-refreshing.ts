import type { Cast, Deed, Scene } from '../scene.ts';
import { buildsLedger, deploysAll, LEDGER, ledgerChange } from './acme/ledger.ts';
import { ENVIRONMENTS, seedSmallAcme } from './acme/organisation.ts';
import { environment } from './acme/stages.ts';
import { merges, saysOn } from './cast/deeds.ts';
import { checks } from './cast/reactions.ts';
import { isSaid, openPullFrom, pullFrom, repoOf, textAt } from './cast/sights.ts';

const BRANCH = 'release-staging';
const PIN = 'staging/ledger.yaml';
const EXTRA = { path: 'staging/replicas.yaml', text: 'replicas: 3\n' };
const REBUILD = '/sluice rebuild';

const isProposed = (cast: Cast): boolean => openPullFrom(cast, ENVIRONMENTS, BRANCH) !== undefined;

/** The release conflicts with that, so that its branch is written anew. */
const editsThePin: Deed = {
  name: `grace edits ${PIN} on main`,
  isReady: isProposed,
  do: async (cast) => {
    const text = `${textAt(repoOf(cast, ENVIRONMENTS), PIN)}replicas: 2\n`;
    await cast.person('grace').commits(ENVIRONMENTS, { branch: 'main', path: PIN, text, message: 'Two replicas' });
  },
};

/** Sluice is about to move the branch to a commit that it wrote, or has. */
const isWrittenAnew = ({ forge }: Cast): boolean =>
  forge.calls.some(({ operationId, status }) => operationId === 'git/create-tree' && status === 201);

const pushes: Deed = {
  name: `ada pushes ${EXTRA.path} to ${BRANCH}`,
  isReady: isWrittenAnew,
  do: async (cast) =>
    void (await cast.person('ada').commits(ENVIRONMENTS, { branch: BRANCH, ...EXTRA, message: 'Three replicas' })),
};

/** Whether a head has nothing of ada's any more, since grace said so. */
function isRebuilt(cast: Cast, headOid: string): boolean {
  const said = pullFrom(cast, ENVIRONMENTS, BRANCH)?.comments.some(({ body }) => body === REBUILD) ?? false;
  return said && textAt(repoOf(cast, ENVIRONMENTS), EXTRA.path, headOid) === '';
}

/**
 * ada pushes to a release in the moment in which its branch has to be written anew: her commit is there until grace says that it is
 * not wanted. It always ends alike: CI gets to the release only when it is gone.
 */
export const pushWhileRefreshing: Scene = {
  name: 'push-while-refreshing',
  seed: (state, registry) =>
    seedSmallAcme(state, registry, {
      components: ['ledger'],
      environments: ['staging'],
      pipeline: `stages:\n${environment('staging')}`,
      proposals: [ledgerChange('Round up')],
    }),
  deeds: [
    merges(LEDGER, 'round-up'),
    editsThePin,
    pushes,
    saysOn('grace', REBUILD, {
      repo: ENVIRONMENTS,
      branch: BRANCH,
      when: (cast) => isSaid(pullFrom(cast, ENVIRONMENTS, BRANCH), REBUILD),
    }),
  ],
  reactions: [
    buildsLedger,
    checks(ENVIRONMENTS, 'validate', (cast, { headOid }) => isRebuilt(cast, headOid)),
    deploysAll,
  ],
};
