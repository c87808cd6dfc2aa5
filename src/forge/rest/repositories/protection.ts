import { branchRulesJson, protectionJson } from '../../domain/json/merging/protection.ts';
import { branchOid } from '../../domain/repos.ts';
import { Refusal } from '../../http/handler.ts';
import type { Call, Handlers, Reply } from '../../http/handler.ts';
import { pageOf } from '../../http/paging.ts';
import { repoOf } from '../call.ts';

function getProtection(call: Call): Reply {
  const repo = repoOf(call);
  const branch = call.params['branch'] ?? '';
  if (branchOid(repo, branch) === undefined) throw new Refusal(404, 'Branch not found');
  const body = protectionJson(repo, branch, call.origin);
  if (body === undefined) throw new Refusal(404, 'Branch not protected');
  return { status: 200, body };
}

export const protectionHandlers: Handlers = {
  'repos/get-branch-protection': getProtection,
  'repos/get-branch-rules': (call) => {
    const { page, headers } = pageOf(call, branchRulesJson(repoOf(call), call.params['branch'] ?? ''));
    return { status: 200, body: page, headers };
  },
};
