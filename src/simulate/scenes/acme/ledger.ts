import type { Pull } from '../../../forge/domain/state.ts';
import type { Cast, Reaction } from '../../scene.ts';
import { approves, builds, checks, deploys } from '../cast/reactions.ts';
import { wasDeployed } from '../cast/sights.ts';
import { ENVIRONMENTS } from './organisation.ts';
import type { Proposal } from './proposals.ts';

/** What most scenes are about: one component whose images are built from its code, and go straight to the environments. */

export const LEDGER = 'acme/ledger';

/** A change of the ledger in a file of its own. */
export function ledgerChange(title: string, body = ''): Proposal {
  const branch = title.toLowerCase().replaceAll(' ', '-');
  return { repo: LEDGER, branch, title, body, path: `${branch}.js`, text: `// ${title}\n` };
}

/** Whether a change of the ledger was deployed to an environment. */
export const isIn =
  (environment: string, title: string, as: 'success' | 'failure' = 'success') =>
  (cast: Cast): boolean =>
    wasDeployed(cast, { repo: ENVIRONMENTS, environment, component: 'ledger', title }, as);

export const buildsLedger = builds('ledger', LEDGER);
export const validates = checks(ENVIRONMENTS, 'validate');
export const deploysAll = deploys(ENVIRONMENTS);

/** Both who may release approve each head of a branch. */
export const bothApprove = (branch: string, wants?: (cast: Cast, pull: Pull) => boolean): Reaction[] =>
  ['rita', 'omar'].map((login) => approves(login, { repo: ENVIRONMENTS, branch }, wants));
