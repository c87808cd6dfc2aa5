import { describe, expect, it } from '@jest/globals';

import type { ChangelogStyle } from '../../../../src/core/changelog/changelog-style.ts';
import { plan } from '../../../../src/core/promotion/plan.ts';
import { questionKey, type RangeQuestion } from '../../../../src/core/promotion/questions.ts';
import * as release from '../../environments/release.ts';
import { CODE, factsOf, NEW, OLD } from '../facts.ts';

const PAY = { project: 'PAY', url: 'https://jira.acme.dev/browse/{key}' };
const style: ChangelogStyle = { kinds: [], trackers: [PAY, { ...PAY, project: 'OPS' }] };

/** What the lane of a component asks first. */
function askedBy(changelog: ChangelogStyle): unknown {
  const decided = plan(factsOf({ policy: { changelog }, facts: { answers: new Map() } }));
  return 'ask' in decided ? decided.ask : decided;
}

describe('the question about a range', () => {
  it('names the projects whose keys count', () => {
    expect(askedBy(style)).toEqual([{ ask: 'range', repo: CODE, from: OLD, to: NEW, trackers: ['PAY', 'OPS'] }]);
  });

  it('says nothing of trackers where there are none, whatever the kinds are', () => {
    expect(askedBy({ kinds: [{ title: 'All', labels: ['x'], types: [] }], trackers: [] })).toEqual([
      { ask: 'range', repo: CODE, from: OLD, to: NEW },
    ]);
  });

  it('is the same in a follow-up as in the release, so that one answer serves both', () => {
    const facts = release.factsOf({
      environment: { deployments: [release.deployment('b', release.status('success'))] },
      entries: [release.move(release.payments, '1', '2')],
    });
    const [from, to] = [release.id('1'), release.id('2')];
    const question: RangeQuestion = { ask: 'range', repo: CODE, from, to, trackers: ['PAY', 'OPS'] };

    const { asked } = release.follow({ ...facts, pipeline: { ...facts.pipeline, changelog: style } });

    expect(asked).toContain(questionKey(question));
  });

  it('has a key of its own for other trackers and other paths', () => {
    const question: RangeQuestion = { ask: 'range', repo: CODE, from: OLD, to: NEW };
    const questions = [
      question,
      { ...question, trackers: ['PAY'] },
      { ...question, trackers: ['PAY', 'OPS'] },
      { ...question, paths: ['PAY'] },
      { ...question, paths: ['web'], trackers: ['PAY'] },
      { ...question, paths: ['web', 'PAY'] },
    ];

    expect(new Set(questions.map(questionKey)).size).toBe(questions.length);
  });
});
