import { setDraft } from '../../../domain/pulls/review/draft.ts';
import { mustWrite } from '../../access.ts';
import type { Fields, Graph } from '../../graph.ts';
import { pullOf } from '../../lookup.ts';
import type { Input } from '../input.ts';

/** Whether a pull request is a draft; its author may say so, and who may write. */
export function draftMutations(graph: Graph): Fields {
  const { view } = graph;
  const actor = view.caller.account;
  const becomes = (draft: boolean, mutation: string) => {
    return ({ input }: Input<{ pullRequestId: string }>) => {
      const { repo, pull } = pullOf(view, input.pullRequestId);
      const role = pull.author.login === actor.login ? 'read' : 'write';
      mustWrite(view, repo, { permissions: ['pull_requests'], role, mutation });
      setDraft(view.state, repo, pull, { draft, actor });
      return { pullRequest: graph.pull(repo, pull) };
    };
  };
  return {
    markPullRequestReadyForReview: becomes(false, 'MarkPullRequestReadyForReview'),
    convertPullRequestToDraft: becomes(true, 'ConvertPullRequestToDraft'),
  };
}
