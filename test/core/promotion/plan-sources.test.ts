import { describe, expect, it } from '@jest/globals';

import { repoName } from '../../../src/core/names.ts';
import { plan } from '../../../src/core/promotion/plan.ts';
import { factsOf } from './facts.ts';

const ELSEWHERE = repoName('globex/secret');

describe('a private code repository of another owner', () => {
  it('is carried nowhere unless it has joined the pipeline, and nothing of it is asked for', () => {
    const facts = factsOf({ source: { repo: ELSEWHERE, audience: 'private' }, facts: { answers: new Map() } });

    const decided = plan(facts);

    expect(decided).toMatchObject({ steps: [], reasons: [{ standing: 'blocked', code: 'source-not-joined' }] });
  });

  it('is carried once its own file names the pipeline', () => {
    const base = factsOf({});
    const consent = { to: base.lane.pipeline };
    const facts = factsOf({ source: { repo: ELSEWHERE, audience: 'private', consent }, facts: { answers: new Map() } });

    expect(plan(facts)).toMatchObject({ ask: [{ repo: ELSEWHERE }] });
  });

  it('that is public is anybody’s to carry', () => {
    const facts = factsOf({ source: { repo: ELSEWHERE, audience: 'public' }, facts: { answers: new Map() } });

    expect(plan(facts)).toMatchObject({ ask: [{ repo: ELSEWHERE }] });
  });
});
