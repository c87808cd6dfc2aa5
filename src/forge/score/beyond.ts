/** Why the forge has no way to some answers that GitHub describes. */
const reasons: Record<string, string[]> = {
  'no repository has alerts switched on': [
    'dependabot/list-alerts-for-repo 200',
    'dependabot/list-alerts-for-repo 304',
    'dependabot/list-alerts-for-repo 400',
    'dependabot/list-alerts-for-repo 422',
  ],
  'it tells when the next hour begins, which is never twice the same': ['rate-limit/get 304'],
  'everybody belongs to the organisation as soon as they are asked': ['repos/add-collaborator 201'],
  'no submodule lies elsewhere': ['repos/get-content 302'],
  'issues cannot be switched off': ['issues/create 410'],
  'no diff is too large to be shown': ['pulls/get 406'],
  'everybody has an address': ['users/list-emails-for-authenticated-user 404'],
  'no App is hidden': ['apps/get-by-slug 403'],
  'neither the description nor a recording tells what leads there': [
    'apps/get-webhook-delivery 400',
    'apps/get-webhook-delivery 422',
    'apps/list-webhook-deliveries 400',
    'apps/redeliver-webhook-delivery 400',
    'apps/redeliver-webhook-delivery 422',
    'git/get-tree 422',
    'issues/list-events-for-timeline 400',
    'issues/list-for-repo 422',
    'pulls/list 422',
    'pulls/list-files 422',
    'repos/get-readme 422',
    'repos/list-commits 400',
    'repos/remove-collaborator 422',
    'teams/add-or-update-membership-for-user-in-org 422',
  ],
};

/** Answers that GitHub describes and the forge has no way to, and why. */
export const beyondTheForge: ReadonlyMap<string, string> = new Map(
  Object.entries(reasons).flatMap(([reason, pairs]) => pairs.map((pair): [string, string] => [pair, reason])),
);
