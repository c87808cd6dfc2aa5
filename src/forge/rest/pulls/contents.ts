import { commitJson } from '../../domain/json/commit.ts';
import { changedFileJson } from '../../domain/json/git/changed-file.ts';
import { changesOf } from '../../domain/pulls/test-merge.ts';
import { Refusal } from '../../http/handler.ts';
import type { Handlers } from '../../http/handler.ts';
import { pageOf } from '../../http/paging.ts';
import { pullOf, repoOf } from '../call.ts';

/** "Lists a maximum of 250 commits for a pull request." */
const mostCommits = 250;

/** "Responses include a maximum of 3000 files." */
const mostFiles = 3000;

/** What a pull request brings: its files and its commits, and whether it has been brought. */
export const pullContentHandlers: Handlers = {
  'pulls/list-files': (call) => {
    const repo = repoOf(call);
    const pull = pullOf(repo, call.params['pull_number']);
    const { page, headers } = pageOf(call, changesOf(repo, pull).files.slice(0, mostFiles));
    return {
      status: 200,
      body: page.map((file) => changedFileJson(repo, file, { commit: pull.headOid, origin: call.origin })),
      headers,
    };
  },
  'pulls/list-commits': (call) => {
    const repo = repoOf(call);
    const pull = pullOf(repo, call.params['pull_number']);
    const { page, headers } = pageOf(call, changesOf(repo, pull).commits.slice(0, mostCommits));
    return { status: 200, body: page.map((commit) => commitJson(call.state, repo, commit, call.origin)), headers };
  },
  'pulls/check-if-merged': (call) => {
    const pull = pullOf(repoOf(call), call.params['pull_number']);
    if (pull.merged === undefined) throw new Refusal(404, 'Not Found');
    return { status: 204 };
  },
};
