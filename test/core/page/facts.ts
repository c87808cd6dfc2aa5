import { commitSha, repoName, type ComponentName, type LaneId, type StageName } from '../../../src/core/names.ts';
import type { HistoryEntry, PageFacts } from '../../../src/core/page/page-facts.ts';
import { loadPipeline } from '../../../src/core/pipeline/load-pipeline.ts';
import type { Pipeline } from '../../../src/core/pipeline/pipeline.ts';
import type { Standing, StandingComponent } from '../../../src/core/promotion/standing.ts';

export const NOW = Date.parse('2026-03-06T12:00:00Z');
export const REPO = repoName('acme/platform');
export const A = 'a'.repeat(40);
export const B = 'b'.repeat(40);
export const ONE = `sha256:${'1'.repeat(64)}`;
export const TWO = `sha256:${'2'.repeat(64)}`;

const TEXT = `version: 1
components:
  payments: { code: acme/payments, image: registry.acme.dev/payments }
  web: { code: acme/web, image: registry.acme.dev/web }
stages:
  docker:
    kind: docker
    repo: acme/{component}-docker
    components: [payments]
    pins: [{ file: Dockerfile, arg: APP_COMMIT, holds: commit }]
    checks: [build]
    merge: when-green
  staging:
    kind: environment
    from: docker
    repo: acme/environments
    pins: [{ file: "staging/{component}.yaml", holds: digest }]
    release: on-change
    checks: [validate]
    merge: when-green
`;

export function pipeline(): Pipeline {
  const loaded = loadPipeline(TEXT, { repo: REPO, commit: commitSha('0'.repeat(40)) });
  if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
  return loaded.pipeline;
}

export const laneOf = (path: string): LaneId => `${REPO}:${path}` as LaneId;

/** A look at a lane that found nothing to do, and what its components hold. */
export function standing(
  path: string,
  components: Partial<StandingComponent>[],
  more: Partial<Standing> = {},
): Standing {
  const [stage = ''] = path.split('/');
  const kind = stage === 'docker' ? 'docker' : 'environment';
  return {
    lane: laneOf(path),
    pipeline: REPO,
    stage: stage as StageName,
    kind,
    repo: repoName(kind === 'docker' ? 'acme/payments-docker' : 'acme/environments'),
    at: NOW - 60_000,
    reasons: [],
    components: components.map((one) => ({
      name: 'payments' as ComponentName,
      code: repoName('acme/payments'),
      ...one,
    })),
    ...more,
  };
}

export const entry = (
  kind: string,
  path: string | undefined,
  facts: HistoryEntry['facts'],
  at = NOW,
): HistoryEntry => ({
  at,
  kind,
  ...(path === undefined ? {} : { lane: laneOf(path) }),
  ...(path === undefined ? {} : { promotion: 'acme/environments#7' as NonNullable<HistoryEntry['promotion']> }),
  facts,
});

export const pageFacts = (more: Partial<PageFacts> = {}): PageFacts => ({
  now: NOW,
  web: 'https://github.com',
  pipelines: [{ repo: REPO, pipeline: pipeline(), problems: [] }],
  standings: [],
  entries: [],
  parked: [],
  ...more,
});
