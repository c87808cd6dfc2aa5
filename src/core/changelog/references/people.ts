import { isLogin } from '../../names.ts';

/** Who a commit says wrote it. Anybody may write anything there: it gives credit, never rights. */
export interface Person {
  name: string;
  email: string;
}

/** `123+login@users.noreply.github.com`, before 2017 without the number; GHES has `users.noreply.` before its own host. */
const NOREPLY = /^(?:\d+\+)?([^+@\s]+)@users\.noreply\.(?!gitlab\.)[a-z\d.-]+$/i;
/** Addresses that nobody reads are those of machines. */
const UNREAD = /^(?:no-?reply|do-?not-?reply|bot|[^@]*\[bot\])@/i;
const CO_AUTHOR = /^[ \t]*(?:[-*] )?co-authored-by[ \t]*:[ \t]*([^\n<]{0,200})(?:<([^<>\s]{1,254})>)?[ \t\r]*$/gim;

/** Accounts like those of people. An App's have `[bot]`, but GraphQL leaves it out. */
const MACHINES = new Set(
  'allcontributors bors copilot fluxcdbot github github-actions googlebot mergify pre-commit-ci rustbot web-flow'.split(
    ' ',
  ),
);
const CALLED_BOT = /(?:^|-)(?:ro)?bot$/;
const UPDATERS = new Set('depfu greenkeeper greenkeeperio-bot mend pyup-bot scala-steward snyk-bot'.split(' '));
const CALLED_UPDATER = /(?:^|-)(?:dependabot|renovate)(?:-|$)/;

/** `Renovate Bot` of a commit is the account `renovate-bot`, and `renovate[bot]` the App `renovate`. */
const plain = (author: string): string =>
  author
    .trim()
    .toLowerCase()
    .replace(/\[bot\]$/, '')
    .replace(/\s+/g, '-');

/** The account that an address belongs to, when GitHub made the address: `123+octocat@users.noreply.github.com`. */
function loginOfEmail(email: string): string | undefined {
  const login = NOREPLY.exec(email.trim())?.[1];
  return login !== undefined && isLogin(login) ? login : undefined;
}

/** What git alone can call the author of a commit: a login where the address tells it, else the name. */
export function authorOf({ name, email }: Person): string {
  return loginOfEmail(email) ?? (name.trim() || 'an unknown author');
}

/** A machine's account, spelled as REST, GraphQL or a commit spells it. */
function isBot(author: string): boolean {
  const name = plain(author);
  return /\[bot\]$/i.test(author.trim()) || MACHINES.has(name) || CALLED_BOT.test(name) || isDependencyBot(author);
}

/** A machine whose changes raise versions of dependencies. */
export function isDependencyBot(author: string): boolean {
  const name = plain(author);
  return UPDATERS.has(name) || CALLED_UPDATER.test(name);
}

/**
 * Those whom the `Co-authored-by` lines of a message name besides its author, each once, in their order, bots left out. A
 * squash gathers such lines of its commits in its body, not only in its last paragraph.
 */
export function coAuthorsOf(message: string, author?: string): string[] {
  const seen = new Set(author === undefined ? [] : [author.toLowerCase()]);
  const found: string[] = [];
  for (const [, written = '', email = ''] of message.matchAll(CO_AUTHOR)) {
    const name = written.trim().replace(/^@/, '');
    if (name === '' && email === '') continue;
    const coAuthor = authorOf({ name, email });
    const same = [coAuthor.toLowerCase(), ...(email === '' ? [] : [email.toLowerCase()])];
    if (!isBot(coAuthor) && !UNREAD.test(email) && !same.some((one) => seen.has(one))) found.push(coAuthor);
    for (const one of same) seen.add(one);
  }
  return found;
}
