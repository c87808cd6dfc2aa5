import { protectionOf } from '../../policy.ts';
import { mostGroups } from '../../pulls/queue/entry.ts';
import type { Protection, Repo } from '../../state.ts';
import { fullNameOf, repoApi } from '../repository.ts';

/** Classic protection alone: what a ruleset asks is told elsewhere. */
function classicOf(repo: Repo, branch: string): Protection | undefined {
  const protection = protectionOf(repo, branch);
  return protection?.ruleset === true ? undefined : protection;
}

/** Each required check with the App that reported it last: GitHub picks it when nobody names one. */
function checksJson(repo: Repo, contexts: string[]) {
  return contexts.map((context) => ({
    context,
    app_id: repo.checkRuns.findLast(({ name }) => name === context)?.app.id ?? null,
  }));
}

/** What the answers about a branch say of its protection. */
export function protectionSummaryJson(repo: Repo, branch: string) {
  const protection = classicOf(repo, branch);
  const contexts = protection?.requiredChecks ?? [];
  return {
    enabled: protection !== undefined,
    required_status_checks: {
      enforcement_level: protection === undefined ? 'off' : 'everyone',
      contexts,
      checks: checksJson(repo, contexts),
    },
  };
}

/** The protection of a branch in full; what it does not ask for is left out. Undefined for a branch without. */
export function protectionJson(repo: Repo, branch: string, origin: string) {
  const protection = classicOf(repo, branch);
  if (protection === undefined) return undefined;
  const url = `${repoApi(repo, origin)}/branches/${branch}/protection`;
  const { requiredChecks: contexts, strict, requiredApprovals } = protection;
  const off = { enabled: false };
  return {
    url,
    ...((contexts.length > 0 || strict) && {
      required_status_checks: {
        url: `${url}/required_status_checks`,
        strict,
        contexts,
        contexts_url: `${url}/required_status_checks/contexts`,
        checks: checksJson(repo, contexts),
      },
    }),
    ...(requiredApprovals > 0 && {
      required_pull_request_reviews: {
        url: `${url}/required_pull_request_reviews`,
        dismiss_stale_reviews: protection.dismissesStaleReviews ?? false,
        require_code_owner_reviews: false,
        require_last_push_approval: false,
        required_approving_review_count: requiredApprovals,
      },
    }),
    required_signatures: { url: `${url}/required_signatures`, ...off },
    // The forge makes no exception for administrators.
    enforce_admins: { url: `${url}/enforce_admins`, enabled: true },
    required_linear_history: off,
    allow_force_pushes: off,
    allow_deletions: off,
    block_creations: off,
    required_conversation_resolution: off,
    lock_branch: off,
    allow_fork_syncing: off,
  };
}

/** The rules that active rulesets hold a branch to; it need not exist. */
export function branchRulesJson(repo: Repo, branch: string) {
  const protection = protectionOf(repo, branch);
  if (protection?.ruleset !== true) return [];
  const source = { ruleset_source_type: 'Repository', ruleset_source: fullNameOf(repo), ruleset_id: repo.id };
  return rulesOf(protection).map((rule) => ({ ...rule, ...source }));
}

function rulesOf(protection: Protection) {
  const { requiredChecks, strict, mergeQueue } = protection;
  const reviews = {
    type: 'pull_request',
    parameters: {
      required_approving_review_count: protection.requiredApprovals,
      dismiss_stale_reviews_on_push: protection.dismissesStaleReviews ?? false,
      require_code_owner_review: false,
      require_last_push_approval: false,
      required_review_thread_resolution: false,
      allowed_merge_methods: ['merge', 'squash', 'rebase'],
    },
  };
  const checks = {
    type: 'required_status_checks',
    parameters: {
      strict_required_status_checks_policy: strict,
      do_not_enforce_on_create: false,
      required_status_checks: requiredChecks.map((context) => ({ context })),
    },
  };
  const queue = mergeQueue && { type: 'merge_queue', parameters: queueParameters(mergeQueue.method) };
  return [
    { type: 'deletion' },
    { type: 'non_fast_forward' },
    reviews,
    ...(requiredChecks.length > 0 ? [checks] : []),
    ...(queue ? [queue] : []),
  ];
}

/** GitHub's defaults; the forge checks and merges one pull request at a time, on top of those before it. */
function queueParameters(method: string) {
  return {
    check_response_timeout_minutes: 60,
    grouping_strategy: 'ALLGREEN',
    max_entries_to_build: mostGroups,
    max_entries_to_merge: 1,
    merge_method: method.toUpperCase(),
    min_entries_to_merge: 1,
    min_entries_to_merge_wait_minutes: 5,
  };
}
