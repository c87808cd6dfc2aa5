import type { Oid } from '../git/storage.ts';
import { hasRole } from './repos.ts';
import type { CheckRun, CommitStatus, Protection, Pull, Repo, Review } from './state.ts';

export type Verdict = 'success' | 'pending' | 'failure';

/** One check on a commit, whoever reported it. */
export type Context = { name: string; verdict: Verdict } & ({ run: CheckRun } | { status: CommitStatus });

const passing = new Set(['success', 'neutral', 'skipped']);

function verdictOfRun(run: CheckRun): Verdict {
  if (run.status !== 'completed') return 'pending';
  return run.conclusion !== null && passing.has(run.conclusion) ? 'success' : 'failure';
}

export function verdictOfStatus({ state }: CommitStatus): Verdict {
  return state === 'error' ? 'failure' : state;
}

/** The newest status per context and the newest run per app and name. */
export function contextsOf(repo: Repo, sha: Oid): Context[] {
  const newest = new Map<string, Context>();
  for (const run of repo.checkRuns) {
    if (run.headSha === sha)
      newest.set(`run ${run.app.slug} ${run.name}`, { name: run.name, verdict: verdictOfRun(run), run });
  }
  for (const status of latestStatuses(repo, sha)) {
    newest.set(`status ${status.context}`, { name: status.context, verdict: verdictOfStatus(status), status });
  }
  return [...newest.values()];
}

export function latestStatuses(repo: Repo, sha: Oid): CommitStatus[] {
  const newest = new Map<string, CommitStatus>();
  for (const status of repo.statuses) if (status.sha === sha) newest.set(status.context, status);
  return [...newest.values()];
}

/** The worst verdict, or undefined when nothing was reported. */
export function worst(verdicts: Verdict[]): Verdict | undefined {
  return (['failure', 'pending', 'success'] as const).find((verdict) => verdicts.includes(verdict));
}

/** The protection of a branch: by its name, or by a pattern with `*`. */
export function protectionOf(repo: Repo, branch: string): Protection | undefined {
  const exact = repo.protection.get(branch);
  if (exact !== undefined) return exact;
  for (const [pattern, protection] of repo.protection) if (matches(pattern, branch)) return protection;
  return undefined;
}

function matches(pattern: string, branch: string): boolean {
  const source = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '[^/]*');
  return new RegExp(`^${source}$`).test(branch);
}

/** The last opinion (approval or request for changes) of each reviewer, oldest first. */
export function latestOpinions(repo: Repo, pull: Pull, { writersOnly }: { writersOnly: boolean }): Review[] {
  const last = new Map<string, Review>();
  for (const review of pull.reviews) {
    if (review.state === 'COMMENTED') continue;
    last.delete(review.author.login);
    last.set(review.author.login, review);
  }
  return [...last.values()].filter((review) => !writersOnly || hasRole(repo, review.author, 'write'));
}

/** GitHub's reviewDecision; null where no review is required and none asked for changes. */
export function reviewDecisionOf(repo: Repo, pull: Pull): 'APPROVED' | 'CHANGES_REQUESTED' | 'REVIEW_REQUIRED' | null {
  const required = protectionOf(repo, pull.base)?.requiredApprovals ?? 0;
  const opinions = latestOpinions(repo, pull, { writersOnly: true });
  if (opinions.some(({ state }) => state === 'CHANGES_REQUESTED')) return 'CHANGES_REQUESTED';
  if (required === 0) return null;
  return opinions.filter(({ state }) => state === 'APPROVED').length >= required ? 'APPROVED' : 'REVIEW_REQUIRED';
}

/** Why required checks hold a commit back, in GitHub's words; undefined when they do not. */
export function missingChecks(repo: Repo, protection: Protection, sha: Oid): string | undefined {
  const contexts = contextsOf(repo, sha);
  const open = protection.requiredChecks.flatMap((name) => {
    const verdict = worst(contexts.filter((context) => context.name === name).map((context) => context.verdict));
    if (verdict === 'success') return [];
    return [{ name, how: verdict === undefined ? 'expected' : verdict === 'pending' ? 'pending' : 'failing' }];
  });
  const [first] = open;
  if (first === undefined) return undefined;
  if (open.length === 1) return `Required status check "${first.name}" is ${first.how}.`;
  const counts = ['failing', 'pending', 'expected'].flatMap((how) => {
    const count = open.filter((one) => one.how === how).length;
    return count === 0 ? [] : [`${count} ${how}`];
  });
  const together = `${open.length} of ${protection.requiredChecks.length} required status checks`;
  if (open.every(({ how }) => how === 'expected')) return `${together} are expected.`;
  return `${together} have not succeeded: ${counts.join(' and ')}.`;
}

/** What the required checks say of a commit together; one that nobody reported is pending. */
export function verdictOfRequired(repo: Repo, { requiredChecks }: Protection, sha: Oid): Verdict {
  const contexts = contextsOf(repo, sha);
  const verdicts = requiredChecks.map((name) => {
    return worst(contexts.filter((context) => context.name === name).map(({ verdict }) => verdict)) ?? 'pending';
  });
  return worst(verdicts) ?? 'success';
}

/** Why branch protection refuses a merge, one sentence a reason, in GitHub's words. */
export function blockersOf(repo: Repo, pull: Pull): string[] {
  const protection = protectionOf(repo, pull.base);
  if (protection === undefined) return [];
  const reasons: string[] = [];
  const checks = missingChecks(repo, protection, pull.headOid);
  if (checks !== undefined) reasons.push(checks);
  const decision = protection.requiredApprovals > 0 ? reviewDecisionOf(repo, pull) : null;
  if (decision === 'CHANGES_REQUESTED') reasons.push('Changes have been requested.');
  if (decision === 'REVIEW_REQUIRED') {
    const count = protection.requiredApprovals;
    const noun = count === 1 ? 'review is' : 'reviews are';
    reasons.push(`At least ${count} approving ${noun} required by reviewers with write access.`);
  }
  return reasons;
}
