import { mutationFields, type MutationField, type SentRequest } from '../world/request.ts';

/** A whole commit: GitHub takes an empty or missing one for whatever is there. */
export const WHOLE_OID = /^[0-9a-f]{40}$/;

/** Requests of REST that move a branch whatever it holds, and the one that can say from which commit. */
const REF = /\/git\/refs\/heads\/|\/contents\/|\/merges$|\/merge-upstream$/;
const UPDATE = /\/pulls\/\d+\/update-branch$/;

/** Why a branch is moved whatever it holds by now; undefined for whatever moves none. */
export function swapsBlindly(sent: SentRequest): string | undefined {
  const { url, body, graphql, method } = sent;
  if (graphql !== undefined) {
    const missing = mutationFields(sent).flatMap((field) => missingIn(field) ?? [])[0];
    return missing === undefined ? undefined : `${graphql} moves a branch without ${missing}`;
  }
  const isBlind = REF.test(url.pathname) || (UPDATE.test(url.pathname) && !isWhole(body['expected_head_sha']));
  return isBlind && method !== 'GET' ? `${method} ${url.pathname} moves a branch blindly` : undefined;
}

/** What a mutation that moves a branch does not say of the commit it was decided on. */
function missingIn({ field, input }: MutationField): string | undefined {
  switch (field) {
    case 'updateRefs': {
      const updates = Array.isArray(input['refUpdates']) ? (input['refUpdates'] as Record<string, unknown>[]) : [];
      return updates.length > 0 && updates.every(({ beforeOid }) => isWhole(beforeOid)) ? undefined : 'beforeOid';
    }
    case 'createCommitOnBranch':
    case 'updatePullRequestBranch':
      return isWhole(input['expectedHeadOid']) ? undefined : 'expectedHeadOid';
    case 'updateRef':
    case 'deleteRef':
    case 'mergeBranch':
      return `a commit to compare, which ${field} cannot say`;
    default:
      return undefined;
  }
}

const isWhole = (oid: unknown): boolean => typeof oid === 'string' && WHOLE_OID.test(oid);
