import type { Changelog } from '../../src/core/changelog/changelog-model.ts';
import { DEFAULT_STYLE, type ChangelogStyle } from '../../src/core/changelog/changelog-style.ts';
import { known } from '../../src/core/answer.ts';
import { repoName } from '../../src/core/names.ts';
import { questionKey, rangeQuestion } from '../../src/core/promotion/questions.ts';
import { listed, listedCommit } from '../core/promotion/facts.ts';
import { commitOf } from './acme.ts';
import type { PageRig } from './page-rig.ts';

/** Between the 11th and the 12th build of a component. */
export const endsOf = (name: string): Pick<Changelog, 'repo' | 'from' | 'to'> => ({
  repo: repoName(`acme/${name}`),
  from: commitOf(name, 11),
  to: commitOf(name, 12),
});

export const changelogAddress = (name: string): string =>
  `/changelog/acme/platform/${name}/${endsOf(name).from}...${endsOf(name).to}`;

/** A changelog with something of each kind. */
export const changelogOf = (name: string): Changelog => ({
  ...endsOf(name),
  classification: 'diverged',
  commits: [commitOf(name, 12)],
  pullRequests: [
    listed({
      number: 31,
      title: 'feat: pay in instalments',
      coAuthors: ['grace'],
      issues: ['acme/nightfall#3', 'acme/payments#12', 'acme/web#7', 'acme/web#9'],
      closes: ['acme/payments#12'],
      tells: ['acme/nightfall#3', 'acme/web#7'],
      trackerKeys: ['PAY-88'],
    }),
    listed({ number: 30, title: 'Backport: round half to even', labels: ['bug'], origins: [24], kind: 're-applied' }),
    listed({ number: 29, title: 'Bump pg from 8.1 to 8.2', author: 'dependabot[bot]', kind: 'dependencies' }),
  ],
  issues: [
    { ref: 'acme/nightfall#3', how: 'told', closing: false, private: true },
    { ref: 'acme/payments#12', how: 'closing', closing: true, title: 'Pay later' },
    { ref: 'acme/web#7', how: 'closing', closing: true },
    { ref: 'acme/web#9', how: 'mentioned', closing: false },
  ],
  trackerKeys: ['PAY-88', 'PAY-89'],
  directCommits: [
    listedCommit({
      commit: commitOf(name, 12),
      subject: 'Fix a typo',
      author: 'linus',
      issues: ['acme/nightfall#3', 'acme/payments#12', 'acme/web#7'],
      closes: ['acme/web#7'],
      tells: ['acme/nightfall#3', 'acme/payments#12'],
      trackerKeys: ['PAY-89'],
    }),
  ],
  removed: [{ commit: commitOf(name, 11), subject: 'Hotfix the rounding', author: 'ada' }],
  reverted: [
    { commit: commitOf(name, 5), subject: 'Revert "Log every payment"', author: 'ada', reverts: [21], what: 'older' },
    {
      commit: commitOf(name, 4),
      subject: 'Show fees',
      author: 'ada',
      number: 22,
      reverts: [22],
      by: 23,
      what: 'undone',
    },
  ],
  unknown: ['Which pull request brought 3 commits is not known'],
});

/** Lets the page find what a plan was answered before. */
export function remember(
  rig: PageRig,
  name: string,
  change: { changelog?: Partial<Changelog>; style?: ChangelogStyle } = {},
): void {
  const changelog = { ...changelogOf(name), ...change.changelog };
  const question = rangeQuestion({ ...endsOf(name), paths: undefined, style: change.style ?? DEFAULT_STYLE });
  rig.remembered.set(questionKey(question), known(changelog));
}
