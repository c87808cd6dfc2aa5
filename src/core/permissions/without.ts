import type { Level } from './grants.ts';

/** What a release of Sluice cannot do without a permission: a clause that follows "without it". */
const PERMISSIONS: Readonly<Record<string, string>> = {
  actions: 'no finished workflow is seen, so images are known only by report, and no workflow tells of a deployment',
  checks: 'checks are not seen, and nothing that waits for one is merged',
  contents: 'no branch is written and nothing is merged',
  deployments: 'no release is deployed, and none is known to have succeeded',
  issues: 'no issue is told, relabelled or closed',
  members: 'nobody in a team can be told from anybody else: teams neither approve nor force, and the page is closed',
  merge_queues: 'a merge queue gets no `sluice/gates` and waits for it for ever where that is required',
  metadata: 'no repository is seen',
  packages: 'images on ghcr.io are known only by report',
  pull_requests: 'no pull request is opened, described or closed',
  statuses: 'other CI is not seen, and `sluice/gates` is not set',
};

/** The same of an event; whatever nothing tells of is seen by the sweep, half an hour late. */
const EVENTS: Readonly<Record<string, string>> = {
  check_run: 'a check that has ended is seen ten minutes late',
  check_suite: 'a suite of checks that has ended is seen ten minutes late',
  deployment_status: 'the answer of the deployer is seen ten minutes late',
  issue_comment: '`/sluice` comments are not answered until the next sweep',
  merge_group: 'a merge queue gets no `sluice/gates` and waits for it for ever where that is required',
  pull_request: 'merges, labels and other people’s pull requests are seen by the sweep alone, half an hour late',
  pull_request_review: 'an approval is seen ten minutes late',
  push: 'a moved branch is seen by the sweep alone, half an hour late',
  registry_package: 'images on ghcr.io are known only by report',
  repository_dispatch: 'no report of an image arrives',
  status: 'statuses of other CI are seen ten minutes late',
  workflow_run:
    'a finished build is seen by the sweep alone, half an hour late; a workflow that deploys, ten minutes late',
};

const NOBODY_KNOWS = 'what this release does with it does not work';

/** What does not work without a permission; a missing level hurts only what writes. */
export const withoutPermission = (name: string, needs: Level): string =>
  (Object.hasOwn(PERMISSIONS, name) ? PERMISSIONS[name] : undefined) ?? `${NOBODY_KNOWS} (${needs})`;

/** What does not work without an event. */
export const withoutEvent = (name: string): string =>
  (Object.hasOwn(EVENTS, name) ? EVENTS[name] : undefined) ?? NOBODY_KNOWS;

/** Whether the table has a clause for it: of everything that `app.yml` asks for, as a test sees to. */
export const isDescribed = (name: string): boolean => Object.hasOwn(PERMISSIONS, name) || Object.hasOwn(EVENTS, name);
