import { quoted, userError } from '../core/errors/catalogue.ts';
import { isTeamName, type TeamName } from '../core/team-name.ts';
import { isThisMachine } from './addresses.ts';
import { secretWeakness } from './credentials.ts';
import type { Reading, SettingName } from './reading.ts';

/** Who may see the page, and how they sign in. */
export interface PageSettings {
  /** Members of any of them may see it. */
  teams: TeamName[];
  /** The App's web application flow at GitHub. */
  clientId: string;
  clientSecret: string;
  /** Where people reach Sluice: an origin, without a slash at the end. */
  publicUrl: string;
  /** What sessions are signed with; keys are derived from it, so that it may serve another purpose too. */
  sessionSecret: string;
}

/** Undefined when no team is set: the page is off then, and says so. */
export function readPage(read: Reading, webhookSecret: string): PageSettings | undefined {
  const publicUrl = readPublicUrl(read);
  const sessionSecret = readSessionSecret(read) ?? webhookSecret;
  const teams = readTeams(read);
  if (teams === undefined) return undefined;
  const needed = (name: SettingName, next: string): string => {
    const value = read.get(name);
    if (!value) read.missing(name, `${next}, or remove PAGE_TEAMS to switch the page off`);
    return value ?? '';
  };
  const clientId = needed('CLIENT_ID', "set it to the Client ID on the App's settings page at GitHub");
  const clientSecret = needed('CLIENT_SECRET', "make one on the App's settings page at GitHub");
  needed('PUBLIC_URL', 'set it to the address people reach Sluice at, as in https://sluice.example.com');
  return { teams, clientId, clientSecret, publicUrl, sessionSecret };
}

function readTeams(read: Reading): TeamName[] | undefined {
  const text = read.get('PAGE_TEAMS');
  if (!text) return undefined;
  const names = [...new Set(text.split(',').map((name) => name.trim()))].filter((name) => name !== '');
  const wrong = names.filter((name) => !isTeamName(name));
  if (wrong.length > 0 || names.length === 0) {
    const because = wrong.length > 0 ? `has ${wrong.map(quoted).join(' and ')} in it` : 'names no team';
    read.invalid('PAGE_TEAMS', because, 'give teams as @organisation/team, with commas between them');
  }
  return names.filter(isTeamName);
}

function readPublicUrl(read: Reading): string {
  const text = read.get('PUBLIC_URL');
  if (!text) return '';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const next = 'give the address people reach Sluice at, as in https://sluice.example.com';
  if (!url || !/^https?:$/.test(url.protocol)) read.invalid('PUBLIC_URL', 'is not a web address', next);
  else if (url.href !== `${url.origin}/`) read.invalid('PUBLIC_URL', 'has more than a scheme, a host and a port', next);
  else if (url.protocol === 'http:' && !isThisMachine(url.hostname))
    read.invalid('PUBLIC_URL', 'would send sessions unencrypted', 'begin it with https://');
  return url?.origin ?? '';
}

function readSessionSecret(read: Reading): string | undefined {
  const secret = read.get('SESSION_SECRET');
  const because = secret && secretWeakness(secret);
  if (because) {
    const next = 'make one with "openssl rand -hex 32"';
    read.problems.push(userError('SETTINGS_SECRET_WEAK', { name: 'SESSION_SECRET', because, next }));
  }
  return secret;
}
