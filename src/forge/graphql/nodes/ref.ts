import { compare } from '../../git/history.ts';
import { nodeId } from '../../domain/json/ids.ts';
import { protectionOf } from '../../domain/policy.ts';
import { branchOf } from '../../domain/push-events.ts';
import { canWrite, resolveCommit } from '../../domain/repos.ts';
import type { Protection, Repo } from '../../domain/state.ts';
import type { Fields, Graph } from '../graph.ts';
import { mustRead } from '../access.ts';
import { GraphqlRefusal } from '../refusal.ts';
import { connection } from './connection.ts';
import type { Paging } from './connection.ts';
import { refNodeId } from './repository.ts';
import { rulesetOf } from './ruleset.ts';
import { pullsAsked } from '../thread-filter.ts';
import type { PullFilter } from '../thread-filter.ts';

/** A branch, a tag or any other ref; null when there is none of that name. */
export function refFields(graph: Graph, repo: Repo, name: string): Fields | null {
  const oid = repo.git.refs.read(name);
  if (oid === undefined) return null;
  const prefix = /^refs\/(?:heads|tags)\//.exec(name)?.[0] ?? 'refs/';
  const branch = branchOf(name);
  return {
    __typename: 'Ref',
    id: refNodeId(repo, name),
    name: name.slice(prefix.length),
    prefix,
    target: () => graph.object(repo, oid),
    repository: () => graph.repository(repo),
    refUpdateRule: () => ruleFields(graph, repo, branch),
    branchProtectionRule: () => protectionFields(graph, repo, branch),
    rules: (paging: Paging) => connection('rules', rulesetOf(repo, branch), { paging, node: (rule) => rule }),
    compare: ({ headRef }: { headRef: string }) => comparisonFields(graph, repo, { base: oid, headRef }),
    associatedPullRequests: (asked: PullFilter & Paging) => {
      mustRead(graph.view, repo, 'pull_requests');
      const pulls = pullsAsked(repo, { ...asked, headRefName: branch ?? '' });
      return connection('associatedPullRequests', pulls, { paging: asked, node: (pull) => graph.pull(repo, pull) });
    },
  };
}

/** What protection asks of updates, as the viewer meets it; null where nothing protects the branch. */
function ruleFields({ view: { caller } }: Graph, repo: Repo, branch: string | undefined): Fields | null {
  const protection = branch === undefined ? undefined : protectionOf(repo, branch);
  if (branch === undefined || protection === undefined || protection.ruleset === true) return null;
  return {
    pattern: patternOf(repo, protection) ?? branch,
    requiredStatusCheckContexts: protection.requiredChecks,
    requiredApprovingReviewCount: protection.requiredApprovals,
    requiresLinearHistory: false,
    requiresSignatures: false,
    requiresCodeOwnerReviews: false,
    requiresConversationResolution: false,
    viewerCanPush: canWrite(repo, caller, 'contents') && protection.requiredApprovals === 0,
    viewerAllowedToDismissReviews: false,
    allowsForcePushes: false,
    allowsDeletions: false,
    blocksCreations: false,
  };
}

/** The rule itself; that everybody who reads the repository may see it is unconfirmed. */
function protectionFields(graph: Graph, repo: Repo, branch: string | undefined): Fields | null {
  const protection = branch === undefined ? undefined : protectionOf(repo, branch);
  if (branch === undefined || protection === undefined || protection.ruleset === true) return null;
  const pattern = patternOf(repo, protection) ?? branch;
  return {
    __typename: 'BranchProtectionRule',
    id: nodeId('BPR', repo.id, pattern),
    pattern,
    repository: () => graph.repository(repo),
    requiredApprovingReviewCount: protection.requiredApprovals,
    requiredStatusCheckContexts: protection.requiredChecks,
    requiresApprovingReviews: protection.requiredApprovals > 0,
    requiresStatusChecks: protection.requiredChecks.length > 0,
    requiresStrictStatusChecks: protection.strict,
    dismissesStaleReviews: protection.dismissesStaleReviews ?? false,
    isAdminEnforced: false,
    allowsForcePushes: false,
    allowsDeletions: false,
  };
}

function patternOf(repo: Repo, protection: Protection): string | undefined {
  for (const [pattern, one] of repo.protection) if (one === protection) return pattern;
  return undefined;
}

/** How a head stands to the ref; for a head that is not there the field is null, and an error says so. */
function comparisonFields(graph: Graph, repo: Repo, { base, headRef }: { base: string; headRef: string }): Fields {
  const head = resolveCommit(repo, headRef);
  if (head === undefined)
    throw new GraphqlRefusal('NOT_FOUND', `Could not resolve to a Ref with the name '${headRef}'.`);
  const { status, aheadBy, behindBy, commits } = compare(repo.git.objects, base, head);
  return {
    __typename: 'Comparison',
    id: nodeId('CMP', repo.id, base, head),
    status: status.toUpperCase(),
    aheadBy,
    behindBy,
    baseTarget: () => graph.object(repo, base),
    headTarget: () => graph.object(repo, head),
    commits: (paging: Paging) => ({
      ...connection('commits', commits, { paging, node: ({ oid }) => graph.commit(repo, oid) }),
      authorCount: new Set(commits.map(({ author }) => author.email)).size,
    }),
  };
}
