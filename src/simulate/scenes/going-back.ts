import { ToldMarker } from '../../core/issues/told-marker.ts';
import { Marker } from '../../core/text/markers.ts';
import type { Cast, Deed, Scene } from '../scene.ts';
import { buildsLedger, deploysAll, isIn, LEDGER, ledgerChange, validates } from './acme/ledger.ts';
import { AS_IT_BEGAN, ENVIRONMENTS, seedSmallAcme } from './acme/organisation.ts';
import { environment } from './acme/stages.ts';
import { merges, saysInControl } from './cast/deeds.ts';
import { deploymentsOf, digestOf, issueCalled, repoOf, textAt } from './cast/sights.ts';

const CHANGE = 'Round up';
const ISSUE = 'Cents are lost';
const PATH = 'production/ledger.yaml';

/** rita sets the pin of production to what it held in the beginning, by a commit of her own. */
const goesBack: Deed = {
  name: 'rita takes the ledger back in production',
  isReady: isIn('production', CHANGE),
  async do(cast) {
    const text = textAt(repoOf(cast, ENVIRONMENTS), PATH);
    const first = digestOf(cast, 'ledger', AS_IT_BEGAN) ?? '';
    const back = text.replace(/sha256:[0-9a-f]{64}/, first);
    await cast
      .person('rita')
      .commits(ENVIRONMENTS, { branch: 'main', path: PATH, text: back, message: 'Take the ledger back' });
  },
};

/** Nobody's release made that commit, so the deployer deploys it by itself. */
const redeploys: Deed = {
  name: 'acme-deployer deploys what production holds',
  async do(cast) {
    const deployer = cast.person('acme-deployer');
    await deployer.deploys(ENVIRONMENTS, {
      ref: await deployer.tipOf(ENVIRONMENTS, 'main'),
      environment: 'production',
    });
  },
};

/** Whether the issue says that its change was taken back. */
function isToldBack(cast: Cast): boolean {
  const said = issueCalled(cast, LEDGER, ISSUE)?.comments ?? [];
  const rows = said.flatMap(({ body }) => Marker.parse(body).flatMap((marker) => ToldMarker.parse(marker)));
  return rows.some(({ back }) => back !== undefined);
}

/** It was deployed again after the way back: the first deployment was before. */
const isBackAgain = (cast: Cast): boolean => {
  const where = { repo: ENVIRONMENTS, environment: 'production', component: 'ledger', title: CHANGE };
  return deploymentsOf(cast, where).length > 1 && isIn('production', CHANGE)(cast);
};

/**
 * On-call takes a change back in production by hand; it is held there, and its issue is told, until somebody resumes it. It
 * always ends alike: each waits until what the one before did is seen.
 */
export const goingBack: Scene = {
  name: 'going-back',
  seed: (state, registry) =>
    seedSmallAcme(state, registry, {
      components: ['ledger'],
      environments: ['production'],
      pipeline: `stages:\n${environment('production')}`,
      issues: [{ repo: LEDGER, title: ISSUE, labels: ['ready'] }],
      proposals: [ledgerChange(CHANGE, 'Refs #1'), ledgerChange('Show fees')],
    }),
  deeds: [
    merges(LEDGER, 'round-up'),
    goesBack,
    redeploys,
    saysInControl('omar', '/sluice resume production ledger', isToldBack),
    merges(LEDGER, 'show-fees', isBackAgain),
  ],
  reactions: [buildsLedger, validates, deploysAll],
};
