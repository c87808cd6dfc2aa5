import { known } from '../../../../src/core/answer.ts';
import type { OtherPullRequest } from '../../../../src/core/promotion/snapshot.ts';
import { id } from '../facts.ts';
import { GREEN, laneOf, textsOf, type Answering, type Held } from '../release-facts.ts';

/** A green pull request of grace's own that moves pins of production. */
export const other = (change: Partial<OtherPullRequest> = {}): OtherPullRequest => ({
  number: 7,
  head: id('f'),
  author: 'grace',
  committers: ['grace'],
  unknownCommitters: false,
  reviews: [],
  touchesPins: true,
  checks: [GREEN],
  checksComplete: true,
  ...change,
});

/** What production's pins hold on the head of that pull request. */
export const moving =
  (held: Held): Answering =>
  (question) =>
    question.ask === 'text' && question.commit === id('f')
      ? known(Object.fromEntries(textsOf('production', held, laneOf('production'))))
      : undefined;
