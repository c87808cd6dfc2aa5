import { describe, expect, it } from '@jest/globals';

import { jobsText, listedJobs, shownText, wokenText } from '../../../src/cli/operator/jobs-text.ts';
import { laneId } from '../../../src/core/pipeline/lanes.ts';
import { repoName, type StageName } from '../../../src/core/names.ts';
import type { Job } from '../../../src/ports/store/attention.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');

const job = (more: Partial<Job>): Job => ({
  key: 'lane:acme/platform:staging',
  account: 'acme',
  state: 'due',
  due: NOW - 90_000,
  since: NOW - 90_000,
  because: ['push to main'],
  tries: 0,
  ...more,
});

describe('the list of jobs', () => {
  it('says of each how long it waits, who has it, and how to wake it', () => {
    const jobs = [
      job({}),
      job({ state: 'later', due: NOW + 7_200_000, tries: 1, cause: 'conflict' }),
      job({ state: 'held', heldBy: 'node-7-1' }),
      job({ state: 'parked', tries: 5, cause: 'it is poison', since: NOW }),
    ];

    expect(jobsText(jobs, { now: NOW })).toMatchInlineSnapshot(`
     "due     lane:acme/platform:staging  for 1m
     later   lane:acme/platform:staging  in 2h, 1 failed try
             conflict
     held    lane:acme/platform:staging  by node-7-1
     parked  lane:acme/platform:staging  since 2026-11-21T12:00:00.000Z, 5 failed tries
             it is poison
             → sluice jobs wake lane:acme/platform:staging
     4 jobs: 1 due, 1 later, 1 held, 1 parked"
    `);
  });

  it('is a sentence when there is nothing', () => {
    expect([jobsText([], { now: NOW }), jobsText([], { now: NOW, state: 'parked' }), wokenText([])]).toEqual([
      'Nothing waits.',
      'Nothing is parked.',
      'Nothing is parked.',
    ]);
  });

  it('says beside itself that it was cut, so that programs read jobs alone', () => {
    const items = [job({}), { cutAfter: 1 }];
    const err = ['There are more than 1, and the others are not listed: ask for one --state, or for one key.'];

    expect(listedJobs(items, { now: NOW, json: true })).toEqual({ out: `${JSON.stringify(job({}))}\n`, err });
    expect(listedJobs(items, { now: NOW, json: false })).toEqual({
      out: `${jobsText([job({})], { now: NOW })}\n`,
      err,
    });
    expect(listedJobs([], { now: NOW, json: true })).toEqual({ out: '', err: [] });
  });

  it('lets no text of others command the terminal', () => {
    const text = jobsText([job({ key: 'proposal:a/b\u001b[2J#1', cause: '\u001b]0;x\u0007', tries: 1 })], { now: NOW });

    expect(text).not.toContain('\u001b');
    expect(text).not.toContain('\u0007');
  });
});

describe('one job', () => {
  it('is shown with why it is wanted and what happened before', () => {
    const lane = laneId(repoName('acme/platform'), { stage: 'staging' as StageName });
    const shown = { job: job({}), entries: [{ at: NOW, kind: 'merged', lane, facts: { by: 'ada' } }] };

    expect(shownText(shown, shown.job.key, NOW)).toMatchInlineSnapshot(`
     "due     lane:acme/platform:staging  for 1m
             because push to main
     2026-11-21T12:00:00.000Z  merged  {"by":"ada"}"
    `);
    expect(shownText({ job: undefined, entries: [] }, 'lane:x', NOW)).toBe('Nothing waits under lane:x.');
  });
});
