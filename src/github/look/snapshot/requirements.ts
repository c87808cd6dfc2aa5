import type { MergeMethod, Snapshot } from '../../../core/promotion/snapshot.ts';
import { nodesOf, type RawHere, type RawRuleParameters } from '../raw.ts';

type RawBase = NonNullable<RawHere['base']>;

/** What was selected by `REQUIREMENTS`. */
export type RawRequirements = Pick<RawBase, 'refUpdateRule' | 'rules'>;

/** What GitHub itself asks of a merge into the base: classic protection and rulesets together. */
export function requirementsOf(base: RawRequirements): Omit<Snapshot['requires'], 'mergeQueue'> {
  const rules = parametersOf(base);
  const checks = [
    ...(base.refUpdateRule?.requiredStatusCheckContexts ?? []).flatMap((context) => context ?? []),
    ...rules.flatMap((rule) =>
      rule.__typename === 'RequiredStatusChecksParameters'
        ? rule.requiredStatusChecks.map(({ context }) => context)
        : [],
    ),
  ];
  const approvals = rules.flatMap((rule) =>
    rule.__typename === 'PullRequestParameters' ? [rule.requiredApprovingReviewCount] : [],
  );
  return {
    checks: [...new Set(checks)],
    approvals: Math.max(0, base.refUpdateRule?.requiredApprovingReviewCount ?? 0, ...approvals),
    upToDate: rules.some(isStrict),
  };
}

/** Rulesets say so; of classic protection an App without rights of administration learns it from `BEHIND` alone. */
const isStrict = (rule: RawRuleParameters): boolean =>
  rule.__typename === 'RequiredStatusChecksParameters' &&
  rule.strictRequiredStatusChecksPolicy &&
  rule.requiredStatusChecks.length > 0;

/** Whether a ruleset wants merges to go through a queue; one of classic protection shows on the pull request. */
export const asksForQueue = (base: RawBase): boolean => nodesOf(base.rules).some(({ type }) => type === 'MERGE_QUEUE');

/** Merge commits first: they keep the promotion's own commit, and with it the lineage, in the history. */
export function mergeMethodsOf(raw: RawHere): MergeMethod[] {
  const allowed: [MergeMethod, boolean][] = [
    ['merge', raw.mergeCommitAllowed],
    ['squash', raw.squashMergeAllowed],
    ['rebase', raw.rebaseMergeAllowed],
  ];
  const rules = raw.base === null ? [] : parametersOf(raw.base);
  const lists = rules.flatMap((rule) =>
    rule.__typename === 'PullRequestParameters' && rule.allowedMergeMethods !== null ? [rule.allowedMergeMethods] : [],
  );
  const inEvery = (method: MergeMethod): boolean =>
    lists.every((list) => list.some((name) => name.toLowerCase() === method));
  const isLinear = raw.base !== null && requiresLinearHistory(raw.base);
  return allowed
    .filter(([method, is]) => is && inEvery(method) && !(isLinear && method === 'merge'))
    .map(([method]) => method);
}

const requiresLinearHistory = (base: RawBase): boolean =>
  base.refUpdateRule?.requiresLinearHistory === true ||
  nodesOf(base.rules).some(({ type }) => type === 'REQUIRED_LINEAR_HISTORY');

const parametersOf = (base: RawRequirements): RawRuleParameters[] =>
  nodesOf(base.rules).flatMap(({ parameters }) => parameters ?? []);
