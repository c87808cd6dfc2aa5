import type { Scene } from '../scene.ts';
import { buildsLedger, deploysAll, isIn, LEDGER, ledgerChange, validates } from './acme/ledger.ts';
import { ENVIRONMENTS, pipelineFile, seedSmallAcme } from './acme/organisation.ts';
import { environment } from './acme/stages.ts';
import { merges, proposes } from './cast/deeds.ts';

const COMPONENTS = ['ledger'];
const FILE = '.github/sluice.yml';
const BEFORE = `stages:\n${environment('staging')}`;

const proposed = (branch: string, pipeline: string) => ({
  repo: ENVIRONMENTS,
  branch,
  title: branch,
  path: FILE,
  text: pipelineFile({ components: COMPONENTS, pipeline }),
});

/**
 * While a change is on its way people add production to the pipeline, and leave a broken proposal open, which is reviewed. It always ends alike:
 * whatever production begins with, it has proven the last change in the end, which is merged after it was added.
 */
export const pipelineChange: Scene = {
  name: 'pipeline-change',
  seed: (state, registry) =>
    seedSmallAcme(state, registry, {
      components: COMPONENTS,
      environments: ['staging', 'production'],
      pipeline: BEFORE,
      proposals: [
        ledgerChange('Round up'),
        ledgerChange('Show fees'),
        proposed('production', `${BEFORE}${environment('production', ['from: staging'])}`),
      ],
    }),
  deeds: [
    proposes(proposed('nonsense', `${BEFORE}${environment('production', ['from: nowhere'])}`)),
    merges(LEDGER, 'round-up'),
    merges(ENVIRONMENTS, 'production'),
    merges(LEDGER, 'show-fees', isIn('staging', 'Round up')),
  ],
  reactions: [buildsLedger, validates, deploysAll],
};
