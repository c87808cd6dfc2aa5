import type { SentRequest } from '../world/request.ts';

/** What each mutation that moves a branch has to say of it: the commit it was decided on. */
const SAYS: readonly { mutation: RegExp; field: string }[] = [
  { mutation: /\bupdateRefs\(/, field: 'beforeOid' },
  { mutation: /\bcreateCommitOnBranch\(/, field: 'expectedHeadOid' },
];
const REF = /\/git\/refs\/heads\//;

/** Why a branch is moved whatever it holds by now; undefined for whatever moves none. */
export function swapsBlindly({ url, body, graphql, method }: SentRequest): string | undefined {
  if (graphql === undefined)
    return REF.test(url.pathname) && method !== 'GET' ? `${method} ${url.pathname} moves a branch blindly` : undefined;
  const { query, variables = {} } = body;
  if (typeof query !== 'string') return undefined;
  const text = JSON.stringify(variables);
  const missing = SAYS.find(({ mutation, field }) => mutation.test(query) && !text.includes(`"${field}":"`));
  return missing === undefined ? undefined : `${graphql} moves a branch without ${missing.field}`;
}
