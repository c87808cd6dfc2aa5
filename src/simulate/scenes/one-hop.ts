import { seedAcme } from '../../forge/seed/acme.ts';
import type { Scene } from '../scene.ts';
import { seedProposal } from './acme/proposals.ts';
import { merges } from './cast/deeds.ts';
import { checks } from './cast/reactions.ts';

const CODE = 'acme/payments';
const DOCKER = 'acme/payments-docker';

/**
 * A merged change moves the commit pin of the docker repository. It always ends alike: one change, one place, and the newest
 * commit of the code is the only one that can be proposed.
 */
export const oneHop: Scene = {
  name: 'one-hop',
  seed(state) {
    seedAcme(state);
    seedProposal(state, {
      repo: CODE,
      branch: 'retry',
      title: 'Retry transfers',
      path: 'retry.js',
      text: '// retries\n',
    });
  },
  deeds: [merges(CODE, 'retry')],
  reactions: [checks(DOCKER, 'build')],
};
