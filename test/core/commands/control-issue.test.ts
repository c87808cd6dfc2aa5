import { describe, expect, it } from '@jest/globals';

import { controlIssueBody, nextChange, readControlBody } from '../../../src/core/controls/control-issue.ts';
import { NO_CONTROLS, type Controls } from '../../../src/core/controls/controls.ts';
import { commitSha, componentName, repoName, stageName, type LaneId } from '../../../src/core/names.ts';
import { loadPipeline } from '../../../src/core/pipeline/load-pipeline.ts';
import type { Audience } from '../../../src/core/promotion/snapshot.ts';
import type { Reason } from '../../../src/core/promotion/plan-model.ts';
import type { Standing } from '../../../src/core/promotion/standing.ts';
import { CHAIN_PIPELINE } from '../../../src/forge/seed/acme-chain.ts';
import { loadTemplates } from '../../../src/templates.ts';

const NOW = Date.parse('2026-03-02T09:00:00Z');
const repo = repoName('acme/platform');
const SCHEDULED = CHAIN_PIPELINE.replace(
  'release: on-change',
  'release: { schedule: "0 10 * * 1", timezone: Europe/Rome }',
);
const loaded = loadPipeline(SCHEDULED, { repo, commit: commitSha('a'.repeat(40)) });
if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
const { pipeline } = loaded;
const staging = stageName('staging');

const standing = (reasons: Reason[]): Standing => ({
  lane: 'acme/platform:staging' as LaneId,
  pipeline: repo,
  stage: staging,
  kind: 'environment',
  repo: repoName('acme/environments'),
  at: NOW,
  reasons,
  components: [],
});

const render = loadTemplates();
const written = (controls: Controls, reasons: Reason[] = [], said: Said = {}): string =>
  render(
    controlIssueBody({
      now: NOW,
      web: 'https://github.com',
      pipeline,
      controls,
      standings: said.standings ?? [standing(reasons)],
      readers: said.readers ?? 'private',
    }),
  );

interface Said {
  standings?: Standing[];
  readers?: Audience;
}

const payments = componentName('payments');
const blocked: Reason = {
  standing: 'blocked',
  about: payments,
  code: 'x',
  says: 'the pin holds hunter2',
  next: 'ask ada',
};

/** A release is open, and something of it is blocked. */
const told = (audience?: Audience): Standing => ({
  ...standing([blocked]),
  ...(audience === undefined ? {} : { audience }),
  pullRequest: { number: 12, title: 'Release', url: 'https://github.com/acme/environments/pull/12', moves: [] },
  components: [{ name: payments, code: repoName('acme/payments'), holds: { value: 'sha256:beef', tag: 'v-hunter2' } }],
});

describe('the control issue', () => {
  it('carries what people set, and whether it has to be written again', () => {
    const controls: Controls = { ...NO_CONTROLS, holds: [{ stage: staging, by: 'ada', at: NOW, because: '--> @all' }] };
    const { content, controls: read } = readControlBody(written(controls), repo);

    expect(read).toEqual(controls);
    expect(content).toBe(readControlBody(written(controls), repo).content);
    expect(content).not.toBe(readControlBody(written(NO_CONTROLS), repo).content);
    expect(readControlBody(written(controls), repoName('acme/other'))).toEqual({});
  });

  it('says the schedule, which stays as it is from one release to the next', () => {
    expect(written(NO_CONTROLS)).toContain('Released by the schedule `0 10 * * 1` (Europe/Rome).');
    expect(written(NO_CONTROLS)).not.toContain('9 Mar');
  });

  it('says what waits and not what rests, with nothing acting in it', () => {
    const reasons: Reason[] = [
      { standing: 'blocked', about: componentName('payments'), code: 'x', says: '@ada broke #1', next: 'mend it' },
      { standing: 'resting', about: componentName('ledger'), code: 'y', says: 'all is well' },
    ];

    expect(written(NO_CONTROLS, reasons)).toContain(
      '**payments**: @&#8203;ada broke &#35;&#8203;1. To go on: mend it.',
    );
    expect(written(NO_CONTROLS, reasons)).not.toContain('all is well');
  });

  it('forgets a freeze that is over, and is due when the next one ends', () => {
    const freezes = [
      { by: 'ada', at: NOW - 2, until: NOW },
      { by: 'ada', at: NOW - 2, stage: staging, until: NOW + 60_000 },
    ];

    expect(readControlBody(written({ ...NO_CONTROLS, freezes }), repo).controls?.freezes).toEqual(freezes.slice(1));
    expect(nextChange({ ...NO_CONTROLS, freezes }, NOW)).toBe(NOW + 60_000);
  });

  it('fits into an issue, whatever people set and whatever waits', () => {
    const long = '@'.repeat(500);
    const reasons = Array.from({ length: 500 }, (): Reason => {
      return { standing: 'blocked', about: 'lane', code: 'x', says: long, next: long };
    });
    const holds = Array.from({ length: 150 }, (_, index) => {
      return { stage: staging, component: componentName(`c${index}`), by: 'a'.repeat(39), at: NOW, because: long };
    });

    expect(written({ ...NO_CONTROLS, holds }, reasons).length).toBeLessThan(65_536);
  });

  describe('that more people read than the environment', () => {
    const since = { by: 'ada', at: NOW, because: 'of hunter2' };
    const controls: Controls = {
      holds: [{ stage: staging, component: payments, ...since }],
      freezes: [since],
      resumed: [{ stage: staging, ...since }],
    };

    it.each<[Audience, Audience | undefined]>([
      ['public', 'private'],
      ['public', 'internal'],
      ['internal', 'private'],
      ['public', undefined],
    ])('(%s, and the environment %s) names stages, components and whether they wait', (readers, audience) => {
      const body = written(controls, [], { standings: [told(audience)], readers });

      expect(body).not.toContain('hunter2');
      expect(decodeURIComponent(body)).not.toContain('hunter2');
      expect(body).not.toContain('beef');
      expect(body).not.toContain('pull/12');
      expect(body).toContain('| **payments** | not known | not known |');
      expect(body).toContain('- **staging, payments**: blocked.');
      expect(body).toContain('**payments** by ada since Mon 2 Mar 10:00 (Europe/Rome)\n');
      expect(readControlBody(body, repo).controls?.holds).toMatchObject([{ stage: staging, by: 'ada', at: NOW }]);
    });

    it('and that nobody has looked at yet repeats no reason either', () => {
      const body = written(controls, [], { standings: [], readers: 'public' });

      expect(decodeURIComponent(body)).not.toContain('hunter2');
    });
  });

  it.each<[Audience, Audience]>([
    ['public', 'public'],
    ['internal', 'public'],
    ['internal', 'internal'],
    ['private', 'private'],
  ])('(%s) that nobody reads who may not read the environment (%s) says why', (readers, audience) => {
    const controls = { ...NO_CONTROLS, holds: [{ stage: staging, by: 'ada', at: NOW, because: 'of hunter2' }] };
    const body = written(controls, [], { standings: [told(audience)], readers });

    expect(body).toContain('**payments**: the pin holds hunter2. To go on: ask ada.');
    expect(body).toContain('v-hunter2');
    expect(body).toContain('pull/12');
    expect(readControlBody(body, repo).controls).toEqual(controls);
  });
});
