import { userError, type UserError } from '../core/errors/catalogue.ts';
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
  { isOffline }: { isOffline: boolean },
): PersonalGithub | { problems: UserError[] } {
  const read = new Reading(env);
  const addresses = readGitHub(read);
  const [token] = VARIABLES.flatMap((variable) => {
    const value = env[variable]?.trim() ?? '';
    return value === '' ? [] : [{ value, variable }];
  });
  const next = 'set it, or GH_TOKEN, to a token that may read the repository, or give --offline to ask git alone';
  if (!isOffline && !token) read.problems.push(userError('SETTINGS_MISSING', { name: 'GITHUB_TOKEN', next }));
  if (read.problems.length > 0) return { problems: read.problems };
  return isOffline || !token ? addresses : { ...addresses, token };
}
