import { describe, expect, it } from '@jest/globals';

import { componentView, laneDetail } from '../../../src/core/page/detail.ts';
import { overview } from '../../../src/core/page/overview.ts';
import { weatherViews } from '../../../src/core/page/trouble/github-weather.ts';
import { stuckViews } from '../../../src/core/page/trouble/stuck.ts';
import { A, B, entry, NOW, pageFacts, REPO, standing } from './facts.ts';

const MINUTE = 60_000;
const parkedAt = (key: string, minutes: number) => ({ key, cause: 'no JSON', since: NOW - minutes * MINUTE, tries: 5 });

describe('what is stuck', () => {
  it('is listed with its cause, since when, and how to wake it, the longest first', () => {
    const { stuck } = overview(
      pageFacts({ parked: [parkedAt('delivery:5f3a', 2), parkedAt('promotion:acme/environments#7', 30)] }),
    );

    expect(stuck).toMatchObject([
      {
        what: 'what follows the merge of acme/environments#7',
        because: 'no JSON',
        since: { ago: '30 min ago' },
        tries: 5,
        wake: 'sluice jobs wake promotion:acme/environments#7',
      },
      { what: 'the webhook delivery 5f3a', wake: 'sluice jobs wake delivery:5f3a' },
    ]);
  });

  it('is counted where there is more of it than anybody reads', () => {
    const parked = Array.from({ length: 23 }, (_, n) => parkedAt(`delivery:${n}`, n));

    const { shown, more } = stuckViews({ parked, now: NOW });

    expect([shown.length, more]).toEqual([20, 3]);
    expect(shown[0]?.key).toBe('delivery:22');
  });

  it('shows nothing that a terminal or a page would obey', () => {
    const parked = [{ ...parkedAt('delivery:a\u001b[2J\u202e', 1), cause: 'bad\u001b]0;x\u0007' }];

    expect(JSON.stringify(stuckViews({ parked, now: NOW }))).not.toMatch(/\\u00(?:1b|07)|\u202e/);
  });

  it('is said on the lane too, with the command', () => {
    const facts = pageFacts({ standings: [standing('staging', [])], parked: [parkedAt(`lane:${REPO}:staging`, 60)] });

    expect(laneDetail(facts, { pipeline: REPO, stage: 'staging' }, 1)?.lane).toMatchObject({
      state: 'blocked',
      says: 'given up',
      gaveUp: { tries: 5, wake: `sluice jobs wake lane:${REPO}:staging` },
    });
  });
});

describe("GitHub's state", () => {
  it('is said only while something is the matter', () => {
    expect(weatherViews(undefined, NOW)).toEqual([]);
    expect(weatherViews({ silent: [], resting: [{ account: 'acme', until: NOW }] }, NOW)).toEqual([]);
  });

  it('names the host that does not answer and the accounts that rest, with when they are tried again', () => {
    const weather = {
      silent: [{ host: 'api.github.com', until: NOW + MINUTE }],
      resting: [
        { account: '', until: NOW + MINUTE },
        { account: 'acme', until: NOW + 30 * MINUTE },
      ],
    };

    expect(weatherViews(weather, NOW).map(({ says, next }) => `${says} ${next?.ago ?? ''}`)).toEqual([
      'api.github.com does not answer. What arrives is kept, and nothing is changed until it does. in 1 min',
      "Work for acme rests: GitHub's limit is reached, or the App may not act there. in 30 min",
      "Work for the App itself rests: GitHub's limit is reached, or the App may not act there. in 1 min",
    ]);
  });

  it('says a limit that met many accounts in few lines', () => {
    const resting = Array.from({ length: 40 }, (_, n) => ({ account: `org-${n}`, until: NOW + MINUTE }));

    const views = weatherViews({ silent: [], resting }, NOW);

    expect(views).toHaveLength(11);
    expect(views.at(-1)?.says).toBe('Work for 30 more accounts rests.');
  });
});

describe('one change', () => {
  const moved = (code: string) => ({ entries: [{ component: 'payments', code }] });
  const change = `payments@${A.slice(0, 12)}`;
  const entries = [
    entry('merged', 'staging', moved(A)),
    entry('merged', 'staging', moved(B)),
    entry('told', 'staging', { issue: 'acme/payments#1', changes: [change] }),
  ];

  it('is followed through a history, by what moved and by what names it', () => {
    const view = componentView(pageFacts({ entries }), { pipeline: REPO, component: 'payments', change }, 1);
    const lane = laneDetail(pageFacts({ entries }), { pipeline: REPO, stage: 'staging', change }, 1);

    expect(view?.history.lines.map(({ kind }) => kind)).toEqual(['told', 'merged']);
    expect(lane?.history.lines.map(({ kind }) => kind)).toEqual(['told', 'merged']);
    expect(lane?.change).toBe(change);
  });

  it('is named by every line that moved it, and leads to where it has been', () => {
    const lane = laneDetail(pageFacts({ entries }), { pipeline: REPO, stage: 'staging' }, 1);

    expect(lane?.history.lines.at(-1)?.moves[0]?.change).toEqual({
      name: change,
      url: `/components/${REPO}/payments?change=${change}`,
    });
  });
});
