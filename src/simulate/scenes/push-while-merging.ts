import { seedAcme } from '../../forge/seed/acme.ts';
import type { Cast, Scene } from '../scene.ts';
import { seedProposal } from './acme/proposals.ts';
import { merges } from './cast/deeds.ts';
import { checks } from './cast/reactions.ts';
import { isGreen, pullFrom, repoOf } from './cast/sights.ts';

const CODE = 'acme/payments';
const DOCKER = 'acme/payments-docker';

/** Sluice is about to merge what it proposed, or has. */
function isAboutToMerge(cast: Cast): boolean {
  const pull = pullFrom(cast, DOCKER, 'sluice/docker/payments');
  return pull !== undefined && (pull.state === 'closed' || isGreen(repoOf(cast, DOCKER), pull.headOid, 'build'));
}

/**
 * ada merges a second change in the moment in which the first one's pull request is green. It always ends alike: whichever
 * way that goes, the pin holds the second in the end.
 */
export const pushWhileMerging: Scene = {
  name: 'push-while-merging',
  seed(state) {
    seedAcme(state);
    for (const branch of ['retry', 'retry-twice'])
      seedProposal(state, { repo: CODE, branch, title: branch, path: `${branch}.js`, text: `// ${branch}\n` });
  },
  deeds: [merges(CODE, 'retry'), merges(CODE, 'retry-twice', isAboutToMerge)],
  reactions: [checks(DOCKER, 'build')],
};
