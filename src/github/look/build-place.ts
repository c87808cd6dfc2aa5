import { known, unknown, type Answer } from '../../core/answer.ts';
import { commitSha, type CommitSha } from '../../core/names.ts';
import type { BuildPlaceRequest, BuiltCommit } from '../../ports/github/looks.ts';
import { isAncestor } from '../answers/history/ranges/compare.ts';
import type { GithubClients } from '../client/clients.ts';
import { clientFor } from '../installation-groups.ts';
import { FIRST_PARENT, firstParents, type RawAncestor, type RawHistory } from './snapshot/branch-commits.ts';
import { branchField, part, type Part } from './documents/part.ts';
import { nodesOf, type Maybe, type RawBlobEntry } from './raw.ts';
import { readParts } from './read-parts.ts';
import { whyTextless } from './snapshot/pinned-file.ts';

/** As many commits as a page of GitHub's holds. */
const A_PAGE = 100;

const ALIAS = 'place';

interface RawBuilt extends RawAncestor {
  tree?: { oid: string };
  file?: Maybe<RawBlobEntry>;
}

interface RawBranch {
  target: Maybe<{ oid: string; history?: RawHistory<RawBuilt> }>;
}

/** One commit of a repository that builds images, and whether the branch that counts contains it. */
export async function readBuiltCommit(
  clients: GithubClients,
  place: BuildPlaceRequest,
  commit: CommitSha,
): Promise<Answer<BuiltCommit | undefined>> {
  const answer = await readPlace<{ commit: Maybe<RawBuilt>; branch: Maybe<RawBranch> }>(clients, 'BuiltCommit', {
    place,
    commits: { [`${ALIAS}C`]: commit },
    selection: (branch, file) => `
      commit: object(oid: $${ALIAS}C) { oid ... on Commit { tree { oid } ${file} } }
      branch: ${branch} { target { oid ... on Commit { history(first: ${A_PAGE}) { nodes { oid } } } } }`,
  });
  if ('unknown' in answer) return answer;
  const raw = answer.known.commit;
  if (raw?.tree === undefined) return known(undefined);
  const tip = answer.known.branch?.target;
  if (!tip?.history?.nodes) return unknown(`the branch of ${place.repo} that images are built from does not exist`);
  const isRecent = nodesOf(tip.history).some(({ oid }) => oid === commit);
  const onBranch = isRecent ? known(true) : await isOnBranch(clients, place, { commit, tip: commitSha(tip.oid) });
  return 'unknown' in onBranch ? onBranch : builtCommit(place, raw, onBranch.known);
}

/**
 * The newest commits of the branch that images are built from, newest first: at most `limit`, and fewer where merges brought others
 * along, which the branch was never at.
 */
export async function readBuiltBranch(
  clients: GithubClients,
  place: BuildPlaceRequest,
  limit: number,
): Promise<Answer<BuiltCommit[]>> {
  const answer = await readPlace<{ branch: Maybe<RawBranch> }>(clients, 'BuiltBranch', {
    place,
    selection: (branch, file) =>
      `branch: ${branch} { target { oid ... on Commit { history(first: ${Math.min(limit, A_PAGE)}) { nodes { oid ${FIRST_PARENT} ${file} } } } } }`,
  });
  if ('unknown' in answer) return answer;
  const { history } = answer.known.branch?.target ?? {};
  if (!history?.nodes) return unknown(`the branch of ${place.repo} that images are built from does not exist`);
  const commits: BuiltCommit[] = [];
  for (const raw of firstParents(history)) {
    const commit = builtCommit(place, raw, true);
    if ('unknown' in commit) return commit;
    commits.push(commit.known);
  }
  return known(commits);
}

interface PlaceAsked {
  place: BuildPlaceRequest;
  commits?: Record<string, string>;
  /** What to select of the repository, given the fields of the branch and of the file. */
  selection: (branch: string, file: string) => string;
}

async function readPlace<Raw>(
  clients: GithubClients,
  operation: string,
  { place, commits = {}, selection }: PlaceAsked,
): Promise<Answer<Raw>> {
  const { repo, branch, file } = place;
  const { field, variables } = branchField(branch, ALIAS);
  const blob = 'mode object { ... on Blob { text isBinary isTruncated } }';
  const asked: Part = part({
    alias: ALIAS,
    repo,
    commits,
    variables: { ...variables, ...(file === undefined ? {} : { [`${ALIAS}File`]: file }) },
    selection: selection(field, file === undefined ? '' : `file(path: $${ALIAS}File) { ${blob} }`),
  });
  const answers = await readParts(clients, operation, [asked]);
  return (answers.get(ALIAS) ?? unknown('it was not asked for')) as Answer<Raw>;
}

function builtCommit(place: BuildPlaceRequest, raw: RawBuilt, onBranch: boolean): Answer<BuiltCommit> {
  const why = raw.file ? whyTextless(raw.file.object) : undefined;
  if (why !== undefined)
    return unknown(`${place.file ?? ''} of ${place.repo} at ${raw.oid.slice(0, 7)} cannot be read: ${why}`);
  const text = raw.file?.object?.text;
  return known({ commit: commitSha(raw.oid), onBranch, ...(typeof text === 'string' ? { text } : {}) });
}

/** Beyond the newest commits REST compares: it goes by ancestry, however long ago. */
async function isOnBranch(
  clients: GithubClients,
  { repo }: BuildPlaceRequest,
  { commit, tip }: { commit: CommitSha; tip: CommitSha },
): Promise<Answer<boolean>> {
  const client = await clientFor(clients, repo);
  return 'unknown' in client ? client : isAncestor(client.known, repo, { ancestor: commit, of: tip });
}
