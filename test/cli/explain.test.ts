import { describe, expect, it } from '@jest/globals';

import { unknown } from '../../src/core/answer.ts';
import { LISTED_MS } from '../../src/core/listed.ts';
import { explainText, planText } from '../../src/cli/explain.ts';
import type { LookedAt } from '../../src/cli/look-live.ts';
import type { Facts } from '../../src/core/promotion/facts.ts';
import { dockerfile, factsOf, id, OLD, planned, proposed, historyOf } from '../core/promotion/facts.ts';

/** A lane as it was looked at: the parts that are printed. */
function looked(facts: Facts): LookedAt[] {
  const governed = { lane: facts.lane } as LookedAt['governed'];
  const decision = { plan: planned(facts), facts, lookedAt: facts.now, policyBlob: unknown('not read') };
  return [{ governed, decision, refused: [] }];
}

const upToDate = factsOf({ source: { tip: OLD } });
const behindAPerson = proposed({
  here: {
    branch: {
      tip: id('d'),
      commits: [{ commit: id('d'), author: 'grace', at: 0, byUs: false, isKnownAuthor: true, mergesBase: false }],
    },
  },
});

describe('explain', () => {
  it('says for each lane how it stands, why, and what a person can do', () => {
    const text = explainText([...looked(upToDate), ...looked(behindAPerson)]);

    expect(text).toBe(`acme/platform:docker/payments  acme/payments-docker
  resting  payments: acme/payments-docker already holds 1111111, the newest commit of acme/payments main

acme/platform:docker/payments  acme/payments-docker
  blocked  #41 holds grace's commit ddddddd: Sluice neither pushes over it nor merges it
           → \`/sluice adopt\`, \`/sluice rebuild\` or \`/sluice resume\` in a comment, or merge it yourself`);
  });

  it('says when the lane is looked at again without being told', () => {
    expect(explainText(looked(proposed({ open: { checks: [] } }))))
      .toBe(`acme/platform:docker/payments  acme/payments-docker
  carries  payments@222222222222
  waiting  #41 waits for build (not reported yet)
  looks again at 2026-03-02T09:10:00.000Z without being told`);
  });

  it('does not let what it quotes speak to the terminal', () => {
    const base = 'ARG APP_COMMIT="\u001b[2J\u202e\u0007"\n';
    const text = explainText(
      looked(factsOf({ here: { files: [{ path: 'Dockerfile', base, history: historyOf() }] } })),
    );

    expect(text).toContain('ARG APP_COMMIT="\ufffd[2J\ufffd\ufffd"');
    expect(text).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
  });
});

describe('plan', () => {
  const conflicting = proposed({ open: { mergeable: 'conflicting' } });
  const nothingLeft = { ...proposed(), sources: upToDate.sources, now: upToDate.now + LISTED_MS };

  it.each<[string, Facts, string]>([
    [
      'nothing',
      upToDate,
      'nothing to do\n  resting  payments: acme/payments-docker already holds 1111111, the newest commit of acme/payments main',
    ],
    [
      'a pull request',
      factsOf(),
      '1 step\n  open a pull request: payments: Retry transfers\n    branch sluice/docker/payments (create), onto bbbbbbb of main\n    edits Dockerfile',
    ],
    [
      'a newer head',
      conflicting,
      '1 step\n  bring #41 up to date: payments: Retry transfers\n    branch sluice/docker/payments (rewrite), onto bbbbbbb of main\n    edits Dockerfile',
    ],
    ['other words', proposed({ open: { bodyKey: 'other' } }), '1 step\n  describe #41 anew: payments: Retry transfers'],
    ['a merge', proposed(), '1 step\n  merge #41 at ccccccc (merge)'],
    ['a comment', behindAPerson, `1 step\n  comment on #41 (persons-commit:${id('d')})`],
    ['an end', nothingLeft, '1 step\n  close #41: nothing is left to move'],
  ])('shows %s', (_, facts, expected) => {
    expect(planText(looked(facts))).toBe(`acme/platform:docker/payments  ${expected}`);
  });

  it('names every file that it would edit', () => {
    const pins = ['a', 'b'].map((folder) => ({
      file: `${folder}/Dockerfile`,
      arg: 'APP_COMMIT',
      holds: 'commit' as const,
    }));
    const files = pins.map(({ file }) => ({ path: file, base: dockerfile(OLD), history: historyOf() }));

    expect(planText(looked(factsOf({ policy: { pins }, here: { files } })))).toMatch(
      /edits a\/Dockerfile\n {4}edits b\/Dockerfile$/,
    );
  });
});
