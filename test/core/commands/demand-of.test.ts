import { describe, expect, it } from '@jest/globals';

import { whoMay } from '../../../src/core/authority/demands.ts';
import type { Command, PlaceLane } from '../../../src/core/commands/command.ts';
import { demandOf } from '../../../src/core/commands/demand-of.ts';
import { commitSha, componentName, repoName, stageName } from '../../../src/core/names.ts';
import { loadPipeline } from '../../../src/core/pipeline/load-pipeline.ts';
import type { Pipeline } from '../../../src/core/pipeline/pipeline.ts';
import { CHAIN_PIPELINE } from '../../../src/forge/seed/acme-chain.ts';

function pipelineOf(text: string): Pipeline {
  const loaded = loadPipeline(text, { repo: repoName('acme/platform'), commit: commitSha('a'.repeat(40)) });
  if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
  return loaded.pipeline;
}

const FORCED = CHAIN_PIPELINE.replace('release: on-change', 'force: ["@acme/on-call"]\n    release: on-change');
const pipeline = pipelineOf(CHAIN_PIPELINE);
const forced = pipelineOf(FORCED);
const staging = stageName('staging');
const payments = componentName('payments');
const docker: PlaceLane = { stage: stageName('docker'), kind: 'docker', components: [payments] };
const release: PlaceLane = { stage: staging, kind: 'environment', components: [payments] };

const MAY_WRITE = 'whoever has `write` or more on acme/environments';
const MAY_MAINTAIN = 'whoever has `maintain` or more on acme/environments';
const ON_CALL = 'members of `@acme/on-call`';

describe('who may give a command', () => {
  it.each<[string, Command | undefined, PlaceLane | undefined, string, string]>([
    ['hold', { verb: 'hold', stage: staging, components: [] }, undefined, MAY_WRITE, `${ON_CALL} and ${MAY_WRITE}`],
    ['refresh', { verb: 'refresh' }, release, MAY_WRITE, `${ON_CALL} and ${MAY_WRITE}`],
    ['tell', { verb: 'tell' }, release, MAY_WRITE, `${ON_CALL} and ${MAY_WRITE}`],
    ['freeze of one', { verb: 'freeze', stage: staging }, undefined, MAY_WRITE, `${ON_CALL} and ${MAY_WRITE}`],
    ['promote', { verb: 'promote' }, release, MAY_MAINTAIN, ON_CALL],
    ['promote by name', { verb: 'force', stage: staging, component: payments }, undefined, MAY_MAINTAIN, ON_CALL],
    [
      'rollback',
      { verb: 'rollback', stage: staging, component: payments, release: '#1' },
      release,
      MAY_MAINTAIN,
      ON_CALL,
    ],
    [
      'freeze of all, on a release too',
      { verb: 'freeze' },
      release,
      'whoever has `maintain` or more on acme/platform',
      'whoever has `maintain` or more on acme/platform',
    ],
    [
      'explain of all',
      { verb: 'explain' },
      undefined,
      'whoever has `triage` or more on acme/platform',
      'whoever has `triage` or more on acme/platform',
    ],
    [
      'adopt in another lane',
      { verb: 'adopt' },
      docker,
      'whoever has `write` or more on acme/payments-docker',
      'whoever has `write` or more on acme/payments-docker',
    ],
    [
      'what nobody understands',
      undefined,
      docker,
      'whoever has `triage` or more on acme/payments-docker',
      'whoever has `triage` or more on acme/payments-docker',
    ],
  ])('%s', (_, command, lane, without, withTeams) => {
    const plain = demandOf(command, { pipeline, lane });
    const teams = demandOf(command, { pipeline: forced, lane });

    expect(whoMay(plain.demand, plain.repo)).toBe(without);
    expect(whoMay(teams.demand, teams.repo)).toBe(withTeams);
  });
});
