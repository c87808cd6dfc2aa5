import { userError, type UserError } from '../core/errors/catalogue.ts';
import { isTokenText } from '../core/text/token-text.ts';
import { readGitHub, type GithubAddresses } from './addresses.ts';
import { Reading, type Environment } from './reading.ts';

/** Where a token comes from: the names of the variables, the first that is set counts. */
const VARIABLES = ['GITHUB_TOKEN', 'GH_TOKEN'];

/** A token, and the variable of the environment that holds it. */
export interface PersonalToken {
  value: string;
  variable: string;
}

/** GitHub as a person or a workflow reads it: with a token of their own and no App, or not at all. */
export type PersonalGithub = GithubAddresses & { token?: PersonalToken };

/** Reads where GitHub is and, unless nothing is to be asked there, the token; or says everything that is wrong with them. */
export function readPersonalGithub(
  env: Environment,
  { isOffline, hasClone }: { isOffline: boolean; hasClone: boolean },
): PersonalGithub | { problems: UserError[] } {
  const read = new Reading(env);
  const addresses = readGitHub(read);
  const token = isOffline ? undefined : tokenIn(env);
  if (token === undefined && !isOffline) {
    const instead = hasClone ? '--offline' : '--git-dir and --offline';
    const next = `set it, or GH_TOKEN, to a token that may read the repository, or give ${instead} to ask git alone`;
    read.problems.push(userError('SETTINGS_MISSING', { name: 'GITHUB_TOKEN', next }));
  }
  if (token !== undefined && !isTokenText(token.value)) read.problems.push(brokenToken(token));
  if (read.problems.length > 0) return { problems: read.problems };
  return token === undefined ? addresses : { ...addresses, token };
}

const tokenIn = (env: Environment): PersonalToken | undefined =>
  VARIABLES.map((variable) => ({ value: env[variable]?.trim() ?? '', variable })).find(({ value }) => value !== '');

/** Most of it may be a token, so that it is not shown. */
function brokenToken({ variable }: PersonalToken): UserError {
  const because = 'has a space, a line end or a letter that no token has';
  return userError('SETTINGS_INVALID', { name: variable, value: 'a text', because, next: 'copy the token alone' });
}
