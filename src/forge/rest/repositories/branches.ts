import { readCommit } from '../../git/commit.ts';
import type { Oid } from '../../git/storage.ts';
import { commitJson } from '../../domain/json/commit.ts';
import { nodeId } from '../../domain/json/ids.ts';
import { protectionSummaryJson } from '../../domain/json/merging/protection.ts';
import { repoApi, repoHtml } from '../../domain/json/repository.ts';
import { protectionOf } from '../../domain/policy.ts';
import { branchOid, resolveCommit } from '../../domain/repos.ts';
import type { Repo } from '../../domain/state.ts';
import { Refusal } from '../../http/handler.ts';
import type { Call, Handlers, Reply } from '../../http/handler.ts';
import { pageOf } from '../../http/paging.ts';
import { commitOf, repoOf } from '../call.ts';

function pointer(repo: Repo, sha: Oid, origin: string) {
  return { sha, url: `${repoApi(repo, origin)}/commits/${sha}` };
}

function isProtected(repo: Repo, branch: string): boolean {
  return protectionOf(repo, branch) !== undefined;
}

/** The branches by name, each with the commit at its tip. */
function branchesOf(repo: Repo): { name: string; oid: Oid }[] {
  return [...repo.git.refs.list('refs/heads/')].map(([ref, oid]) => ({ name: ref.slice('refs/heads/'.length), oid }));
}

function getBranch(call: Call): Reply {
  const repo = repoOf(call);
  const { origin, state, params } = call;
  const name = params['branch'] ?? '';
  const oid = branchOid(repo, name);
  if (oid === undefined) throw new Refusal(404, 'Branch not found');
  const self = `${repoApi(repo, origin)}/branches/${name}`;
  const body = {
    name,
    commit: commitJson(state, repo, readCommit(repo.git.objects, oid), origin),
    _links: { self, html: `${repoHtml(repo, origin)}/tree/${name}` },
    protected: isProtected(repo, name),
    protection: protectionSummaryJson(repo, name),
    protection_url: `${self}/protection`,
  };
  return { status: 200, body };
}

function listBranches(call: Call): Reply {
  const repo = repoOf(call);
  const { origin, query } = call;
  const wanted = query.get('protected');
  const all = branchesOf(repo).filter(({ name }) => wanted === null || String(isProtected(repo, name)) === wanted);
  const { page, headers } = pageOf(call, all);
  const body = page.map(({ name, oid }) => ({
    name,
    commit: pointer(repo, oid, origin),
    protected: isProtected(repo, name),
    protection: protectionSummaryJson(repo, name),
    protection_url: `${repoApi(repo, origin)}/branches/${name}/protection`,
  }));
  return { status: 200, body, headers };
}

/** Newest name first: GitHub lists tags against the alphabet, which no page of it promises (unconfirmed). */
function listTags(call: Call): Reply {
  const repo = repoOf(call);
  const { origin } = call;
  const { page, headers } = pageOf(call, [...repo.git.refs.list('refs/tags/')].toReversed());
  const body = page.map(([ref, oid]) => ({
    name: ref.slice('refs/tags/'.length),
    zipball_url: `${repoApi(repo, origin)}/zipball/${ref}`,
    tarball_url: `${repoApi(repo, origin)}/tarball/${ref}`,
    commit: pointer(repo, resolveCommit(repo, ref) ?? oid, origin),
    node_id: nodeId('REF', repo.id, ref),
  }));
  return { status: 200, body, headers };
}

function listBranchesForHead(call: Call): Reply {
  const repo = repoOf(call);
  const sha = commitOf(repo, call.params['commit_sha'] ?? '');
  const heads = branchesOf(repo).filter(({ oid }) => oid === sha);
  const body = heads.map(({ name, oid }) => ({
    name,
    commit: pointer(repo, oid, call.origin),
    protected: isProtected(repo, name),
  }));
  return { status: 200, body };
}

export const branchHandlers: Handlers = {
  'repos/get-branch': getBranch,
  'repos/list-branches': listBranches,
  'repos/list-branches-for-head-commit': listBranchesForHead,
  'repos/list-tags': listTags,
};
