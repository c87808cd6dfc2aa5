import { describe, expect, it } from '@jest/globals';

import type { Hint } from '../../src/core/hints.ts';
import { hintsOf } from '../../src/webhooks/hints.ts';

interface Labelling {
  action: string;
  /** The label that was put on or taken off. */
  label?: string;
  /** Those that it bears. */
  labels?: string[];
  sender?: string;
  state?: 'open' | 'closed';
  /** A review of it, not the pull request itself. */
  event?: 'pull_request_review';
}

const OWN = 'sluice[bot]';
const named = (name: string): { name: string } => ({ name });

function wishes({ action, label, labels = [], sender = 'ada', state = 'closed', event }: Labelling): Hint[] {
  const payload = {
    action,
    repository: { id: 1, full_name: 'acme/payments', default_branch: 'main' },
    sender: { login: sender },
    ...(label === undefined ? {} : { label: named(label) }),
    pull_request: {
      number: 7,
      state,
      merged: true,
      head: { ref: 'retry', repo: { id: 1 } },
      base: { ref: 'main' },
      labels: labels.map(named),
    },
  };
  return hintsOf({ event: event ?? 'pull_request', payload }, 'sluice').filter(({ look }) => look === 'wish');
}

describe('a label that asks for a release', () => {
  it.each([
    ['is put on', { action: 'labeled', label: 'deploy/production' }, false],
    ['is put on in capitals', { action: 'labeled', label: 'Deploy/Production' }, false],
    ['is taken off', { action: 'unlabeled', label: 'deploy/production' }, false],
    ['is there when the pull request ends', { action: 'closed', labels: ['bug', 'deploy/production'] }, true],
    [
      'is there when Sluice merges the pull request',
      { action: 'closed', labels: ['deploy/production'], sender: OWN },
      true,
    ],
  ])('is looked at when it %s', (_, labelling, hasEnded) => {
    const because = `pull request acme/payments#7 ${labelling.action}`;

    expect(wishes(labelling)).toEqual([{ look: 'wish', repo: 'acme/payments', number: 7, hasEnded, because }]);
  });

  it('is looked at when what bears it is reviewed after its end: an approval may be what it waits for', () => {
    const reviewed: Labelling = { event: 'pull_request_review', action: 'submitted', labels: ['deploy/production'] };
    const because = 'pull request acme/payments#7 reviewed';

    expect(wishes(reviewed)).toEqual([{ look: 'wish', repo: 'acme/payments', number: 7, hasEnded: false, because }]);
    expect(wishes({ ...reviewed, state: 'open' })).toEqual([]);
    expect(wishes({ ...reviewed, labels: ['bug'] })).toEqual([]);
  });

  it.each([
    ['another label', { action: 'labeled', label: 'bug', labels: ['deploy/production'] }],
    ['a label that only begins so', { action: 'labeled', label: 'deploy' }],
    ['a label without a name', { action: 'labeled' }],
    ['an edit of what bears it', { action: 'edited', labels: ['deploy/production'] }],
    ['the end of what bears none', { action: 'closed', labels: ['bug'] }],
    ['what Sluice itself takes off', { action: 'unlabeled', label: 'deploy/production', sender: OWN }],
  ])('%s is none', (_, labelling) => {
    expect(wishes(labelling)).toEqual([]);
  });
});
