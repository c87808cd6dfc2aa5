import { isKnown } from '../core/answer.ts';
import type { History } from '../core/changelog/history.ts';
import { userError } from '../core/errors/catalogue.ts';
import { UserMistake } from '../core/errors/user-mistake.ts';
import { commitSha, isCommitSha, type CommitSha } from '../core/names.ts';
import type { GithubClientsOptions } from '../github/client/clients.ts';
import type { ChangelogTools } from '../ports/changelog-tools.ts';
import type { Clock } from '../ports/clock.ts';
import { VERSION } from '../version.ts';

/** A token, and the variable of the environment that has it. */
interface Token {
  value: string;
  variable: string;
}

export interface HistoryParts {
  /** A clone or a bare repository, which answers for ranges. */
  directory?: string;
  /** Where GitHub is; with a token it is asked for pull requests and issues, and for ranges that the clone does not know. */
  github: { apiUrl: string; webUrl: string; token?: Token };
  clock: Clock;
  /** How the API is reached, where that differs from production's. */
  client?: Pick<GithubClientsOptions, 'fetch' | 'delay' | 'limits' | 'onCall'>;
}

/** What a changelog is read with, and its end. */
export type ComposedHistory = ChangelogTools & { close(): Promise<void> };

/** Puts together what a changelog that somebody asks for by hand is read with: a clone, GitHub, or the two. */
export async function composeHistory(parts: HistoryParts): Promise<ComposedHistory> {
  const { directory, github } = parts;
  const { webUrl: web, token } = github;
  const shared = { web, isOnline: token !== undefined, markdown };
  const local = directory === undefined ? undefined : await localHistory(directory);
  const clone = local === undefined ? {} : { clone: local.clone };
  if (token === undefined) {
    if (local === undefined) throw new Error('neither a clone nor a token was given');
    return { ...shared, ...clone, ...local };
  }
  const { commit, history } = await historyAtGithub(parts, { token, local: local?.history });
  return { ...shared, ...clone, history, commit: local?.commit ?? commit, close: async () => local?.close() };
}

/** What words are made with takes longer to load than most changelogs take to make, and JSON has none. */
const markdown: ChangelogTools['markdown'] = async (changelog, how) => {
  const [{ describeForReading }, { loadTexts }] = await Promise.all([
    import('../core/changelog/describe/describe-changelog.ts'),
    import('../templates.ts'),
  ]);
  return `${loadTexts()('changelog', describeForReading(changelog, how)).trim()}\n`;
};

async function localHistory(
  directory: string,
): Promise<Required<Pick<ComposedHistory, 'history' | 'commit' | 'clone' | 'close'>>> {
  const [{ gitHistory }, { ownGits }, { openClone, resolveRevision }, { cloneOrigin }] = await Promise.all([
    import('../git/git-history.ts'),
    import('../git/process/gits.ts'),
    import('../git/clone.ts'),
    import('../git/clone-origin.ts'),
  ]);
  const history = gitHistory(directory, { gits: ownGits() });
  let opened: ReturnType<typeof openClone> | undefined;
  const open = (): ReturnType<typeof openClone> => (opened ??= openClone(directory));
  return {
    history,
    commit: (_, revision) => commitOf(revision, async () => resolveRevision(await open(), revision)),
    clone: { directory, origin: async () => cloneOrigin(await open()) },
    close: () => history.close(),
  };
}

async function historyAtGithub(
  { github, clock, client }: HistoryParts,
  { token, local }: { token: Token; local: History | undefined },
): Promise<Pick<ComposedHistory, 'history' | 'commit'>> {
  const { apiUrl, webUrl } = github;
  const instead = local === undefined ? '' : ', or give --offline to ask git alone';
  const next = `set it to one that has not expired and may read the repository${instead}`;
  const refusal = (because: string): UserMistake =>
    new UserMistake(userError('TOKEN_REFUSED', { name: token.variable, because, next }));
  const [{ tokenClients }, { githubHistory }, { wherePresent }, { commitAtGithub }] = await Promise.all([
    import('../github/client/token-clients.ts'),
    import('../github/answers/history/github-history.ts'),
    import('../github/answers/history/where-present.ts'),
    import('../github/answers/commit-named.ts'),
  ]);
  const clients = tokenClients({
    baseUrl: apiUrl,
    token: token.value,
    version: VERSION,
    clock,
    refusal,
    ...client,
  });
  const ranges = local === undefined ? {} : { ranges: wherePresent(local) };
  return {
    history: githubHistory(clients, { clock, host: new URL(webUrl).hostname, ...ranges }),
    commit: (repo, revision) =>
      commitOf(revision, async () => {
        const found = await commitAtGithub(clients, repo, revision);
        if (isKnown(found)) return found.known;
        const because = found.unknown;
        const next = 'wait, and run the command again';
        if (!found.lasting) throw new UserMistake(userError('HISTORY_UNREAD', { repo, because, next }));
        throw new UserMistake(userError('REVISION_UNREAD', { revision, repo, because }));
      }),
  };
}

/** A full id needs no look-up, unless it is a tag's: what is not there the history says in its own words. */
async function commitOf(revision: string, find: () => Promise<string>): Promise<CommitSha> {
  const id = revision.toLowerCase();
  try {
    return commitSha(await find());
  } catch (error) {
    if (error instanceof UserMistake && error.userError.code !== 'CLONE_UNREADABLE' && isCommitSha(id)) return id;
    throw error;
  }
}
