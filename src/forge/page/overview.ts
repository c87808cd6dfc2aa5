import { peopleOf } from '../domain/accounts.ts';
import { fullNameOf, repoHtml } from '../domain/json/repository.ts';
import { branchOid } from '../domain/repos.ts';
import type { Repo } from '../domain/state.ts';
import { readCommit } from '../git/commit.ts';
import { momentOf } from './moment.ts';
import type { Observed } from './observed.ts';
import { isOpen, threadLine } from './thread.ts';
import { webOf } from '../addresses.ts';

/** How many of the newest calls, deliveries and violations a page has room for. */
const newest = 40;

/** The whole forge at a glance: the App, its repositories, what was called and what was delivered. */
export function overviewModel(forge: Observed): object {
  const { state, calls, violations, hooks, faults } = forge;
  const repositories = [...state.repos.values()].toSorted((a, b) => (fullNameOf(a) < fullNameOf(b) ? -1 : 1));
  return {
    origin: webOf(state.origin),
    now: momentOf(state.clock.now()),
    app: appModel(forge),
    people: peopleOf(state).map(({ login }) => login),
    repositories: repositories.map((repo) => repositoryLine(repo, state.origin)),
    open: repositories.flatMap((repo) =>
      [...repo.issues.values()].filter(isOpen).map((thread) => threadLine(state, repo, thread)),
    ),
    calls: calls
      .slice(-newest)
      .toReversed()
      .map((call) => ({ ...call, at: momentOf(call.at), status: call.status || 'lost', isBad: isBad(call.status) })),
    callCount: calls.length,
    deliveries: hooks.log
      .slice(-newest)
      .toReversed()
      .map((one) => ({ ...one, at: momentOf(one.deliveredAt), isBad: isBad(one.statusCode) })),
    deliveryCount: hooks.log.length,
    pendingCount: hooks.pending.length,
    violations: violations.slice(-newest).toReversed(),
    violationCount: violations.length,
    rules: faults.records.map(({ rule, seen, struck }) => ({ text: JSON.stringify(rule), seen, struck })),
  };
}

function appModel({ state }: Observed): object {
  const { slug, id, webhook } = state.app;
  const installations = [...state.installations.values()].map((one) => ({
    id: one.id,
    login: one.account.login,
    repositories: one.repositories.size,
    isSuspended: one.suspendedAt !== undefined,
  }));
  return { slug, id, installations, webhook: webhook?.url };
}

function repositoryLine(repo: Repo, origin: string): object {
  const head = branchOid(repo, repo.defaultBranch);
  return {
    name: fullNameOf(repo),
    url: repoHtml(repo, origin),
    isPrivate: repo.private,
    branch: repo.defaultBranch,
    head: head?.slice(0, 7),
    subject: head && readCommit(repo.git.objects, head).message.split('\n')[0],
    pushedAt: momentOf(repo.pushedAt),
  };
}

/** A lost answer (0) or one that says that something went wrong. */
const isBad = (status: number): boolean => status === 0 || status >= 400;
