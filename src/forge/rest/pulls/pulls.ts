import { mergeBase } from '../../git/history.ts';
import { pullJson, pullListJson, readPullJson } from '../../domain/json/pull.ts';
import { runLater } from '../../domain/jobs.ts';
import { repoApi } from '../../domain/json/repository.ts';
import { mergePull } from '../../domain/pulls/merge.ts';
import { editPull, openPull } from '../../domain/pulls/pulls.ts';
import { checkUpdate, updateBranch } from '../../domain/pulls/update-branch.ts';
import { changesOf } from '../../domain/pulls/test-merge.ts';
import { workflowsFolder } from '../../domain/builds/workflows.ts';
import { mayChangeWorkflows, workflowsRefused } from '../../domain/push.ts';
import type { MergeMethod, Pull, Repo } from '../../domain/state.ts';
import { Refusal } from '../../http/handler.ts';
import type { Call, Handlers, Reply } from '../../http/handler.ts';
import { pageOf } from '../../http/paging.ts';
import { actorOf, bodyOf, mustOwnOr, pullOf, repoOf, writableRepoOf } from '../call.ts';
import { asksFor, diffReply } from '../media-type.ts';

function listed(repo: Repo, query: URLSearchParams): Pull[] {
  const state = query.get('state') ?? 'open';
  const head = query.get('head');
  const base = query.get('base');
  const pulls = [...repo.issues.values()].filter(
    (issue): issue is Pull =>
      issue.kind === 'pull' &&
      (state === 'all' || issue.state === state) &&
      // GitHub ignores a head without its owner.
      (head === null ||
        !head.includes(':') ||
        head.toLowerCase() === `${repo.owner.login}:${issue.head}`.toLowerCase()) &&
      (base === null || issue.base === base),
  );
  const key = query.get('sort') === 'updated' ? 'updatedAt' : 'createdAt';
  // "Default: desc when sort is created or sort is not specified, otherwise asc."
  const direction = query.get('direction') ?? (key === 'createdAt' ? 'desc' : 'asc');
  const sign = direction === 'asc' ? 1 : -1;
  return pulls.sort((a, b) => sign * (a[key] - b[key] || a.number - b.number));
}

interface NewPullBody {
  title?: string;
  head: string;
  base: string;
  body?: string;
  draft?: boolean;
}

/** A fresh pull request is always answered with unknown mergeability. */
function createPull(call: Call): Reply {
  const repo = writableRepoOf(call);
  const { title, head, base, body, draft } = bodyOf<NewPullBody>(call);
  const spec = { title, head, base, body: body ?? null, draft: draft ?? false, author: actorOf(call) };
  const pull = openPull(call.state, repo, spec);
  return { status: 201, body: pullJson(call.state, repo, pull, { origin: call.origin, mergeable: 'UNKNOWN' }) };
}

function updatePull(call: Call): Reply {
  const repo = writableRepoOf(call);
  const pull = pullOf(repo, call.params['pull_number']);
  mustOwnOr(call, { repo, author: pull.author, least: 'write' });
  const body = bodyOf<{ title?: string; body?: string | null; base?: string; state?: 'open' | 'closed' }>(call);
  editPull(call.state, repo, pull, { ...body, actor: actorOf(call) });
  return { status: 200, body: readPullJson(call.state, repo, pull, call.origin) };
}

interface MergeBody {
  commit_title?: string;
  commit_message?: string;
  sha?: string;
  merge_method?: MergeMethod;
}

/** A merge brings what a push would: workflows need the App's permission for them on this way too. */
function checkWorkflows({ caller }: Call, repo: Repo, pull: Pull): void {
  if (mayChangeWorkflows(caller) || pull.state === 'closed') return;
  const isTouched = changesOf(repo, pull).files.some(({ path }) => path.startsWith(`${workflowsFolder}/`));
  if (isTouched) throw new Refusal(403, workflowsRefused);
}

function merge(call: Call): Reply {
  const repo = writableRepoOf(call);
  const pull = pullOf(repo, call.params['pull_number']);
  checkWorkflows(call, repo, pull);
  const { commit_title: title, commit_message: message, sha, merge_method: method } = bodyOf<MergeBody>(call);
  const commit = mergePull(call.state, repo, pull, { title, message, sha, method, actor: actorOf(call) });
  return { status: 200, body: { sha: commit, merged: true, message: 'Pull Request successfully merged' } };
}

/** GitHub says that it will, and does so a moment later for the head it has seen; over REST there is only the merge. */
function catchUp(call: Call): Reply {
  const repo = writableRepoOf(call);
  const pull = pullOf(repo, call.params['pull_number']);
  const { expected_head_sha: head } = bodyOf<{ expected_head_sha?: string }>(call);
  const { state, caller } = call;
  const actor = actorOf(call);
  checkUpdate(state, repo, pull, head);
  const seen = pull.headOid;
  runLater(state, () => updateBranch(state, repo, pull, { head: seen, method: 'merge', caller, actor }));
  const url = `${repoApi(repo, call.origin)}/pulls/${pull.number}`;
  return { status: 202, body: { message: 'Updating pull request branch.', url }, headers: { location: url } };
}

export const pullHandlers: Handlers = {
  'pulls/list': (call) => {
    const repo = repoOf(call);
    const { page, headers } = pageOf(call, listed(repo, call.query));
    return { status: 200, body: page.map((pull) => pullListJson(call.state, repo, pull, call.origin)), headers };
  },
  'pulls/get': (call) => {
    const repo = repoOf(call);
    const pull = pullOf(repo, call.params['pull_number']);
    if (asksFor(call, 'diff')) {
      const from = mergeBase(repo.git.objects, pull.baseOid, pull.headOid);
      return diffReply(repo, { from, to: pull.headOid, at: pull.updatedAt });
    }
    return { status: 200, body: readPullJson(call.state, repo, pull, call.origin) };
  },
  'pulls/create': createPull,
  'pulls/update': updatePull,
  'pulls/merge': merge,
  'pulls/update-branch': catchUp,
};
