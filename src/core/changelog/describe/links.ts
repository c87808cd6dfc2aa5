import { isRepoName } from '../../names.ts';
import { neutraliseInline } from '../../text/neutralise.ts';
import type { Tracker } from '../changelog-style.ts';

const GITHUB = 'https://github.com';
const REDIRECT = 'https://redirect.github.com';
const GITHUB_HOST = /^(?:www\.)?github\.com$/i;

/** What would end a link's destination, or the table's cell or link's name that it stands in. */
const UNSAFE_IN_ADDRESS = /[\s()<>[\]|\\`]/g;

/** Links through the redirect host leave no trace on the timelines of the linked issues; only github.com has one. */
export const quietHost = (web: string): string => (web === GITHUB ? REDIRECT : web);

/** `#7`, or `acme/web#7` where the reader is elsewhere. The break keeps the name of the link from being a reference itself. */
export function threadLink(
  { repo, number, of }: { repo: string; number: number; of: 'pull' | 'issues' },
  { home, web }: { home: string; web: string },
): string {
  const name = `${repo.toLowerCase() === home.toLowerCase() ? '' : neutraliseInline(repo)}#&#8203;${number}`;
  return isRepoName(repo) ? `[${name}](${quietHost(web)}/${repo}/${of}/${number})` : name;
}

/** A key of another tracker, linked where the pipeline says where it leads; only https is. */
export function keyLink(key: string, trackers: readonly Tracker[]): string {
  const name = neutraliseInline(key);
  const address = keyAddress(key, trackers);
  return address === undefined ? name : `[${name}](${address})`;
}

/** Where a key leads; undefined where nobody said so, and where it would not be https. */
export function keyAddress(key: string, trackers: readonly Tracker[]): string | undefined {
  const project = key.slice(0, Math.max(0, key.lastIndexOf('-'))).toLowerCase();
  const tracker = trackers.find((one) => one.project.toLowerCase() === project);
  return tracker === undefined ? undefined : addressOf(tracker.url, key);
}

function addressOf(template: string, key: string): string | undefined {
  const text = template.replaceAll('{key}', () => encodeURIComponent(key.toWellFormed()));
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.protocol !== 'https:' || url.username !== '' || url.password !== '') return undefined;
  if (GITHUB_HOST.test(url.hostname)) url.hostname = new URL(REDIRECT).hostname;
  return url.href.replace(UNSAFE_IN_ADDRESS, (character) => `%${hexadecimal(character)}`);
}

const hexadecimal = (character: string): string => character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');
