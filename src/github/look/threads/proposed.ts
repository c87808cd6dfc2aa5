import { known, unknown, type Answer } from '../../../core/answer.ts';
import { commitSha, type RepoName } from '../../../core/names.ts';
import type { OpenProposal, SurveyRequest } from '../../../ports/github/looks.ts';
import { part, type Part } from '../documents/part.ts';
import { OUR_STATUS } from '../documents/pull-request-fields.ts';
import { statusOf } from '../pull-requests/judgement.ts';
import type { RawNamedStatus } from '../pull-requests/raw.ts';
import { nodesOf, type Maybe } from '../raw.ts';
import type { PartAnswers } from '../read-parts.ts';
import type { Self } from '../self.ts';

const FILE = 'file(path: ".github/sluice.yml") { oid }';

/** The files of pull requests would cost a hundred nodes each: which file a head has, beside that of the base, is one. */
const selection = (most: number): string => `defaultBranchRef { name target { ... on Commit { ${FILE} } } }
  pullRequests(states: OPEN, first: ${most}, orderBy: { field: UPDATED_AT, direction: DESC }) { nodes { number baseRefName headRefOid
    commits(last: 1) { nodes { commit { oid ${FILE} status { context(name: "sluice/pipeline") { ${OUR_STATUS} } } } } } } }`;

type RawFile = Maybe<{ oid: string }>;

interface RawOpen {
  number: number;
  baseRefName: string;
  headRefOid: string;
  commits: {
    nodes: Maybe<
      Maybe<{ commit: { oid: string; file: RawFile; status: Maybe<{ context: Maybe<RawNamedStatus> }> } }>[]
    >;
  };
}

interface RawProposed {
  defaultBranchRef: Maybe<{ name: string; target: Maybe<{ file?: RawFile }> }>;
  pullRequests: Maybe<{ nodes: Maybe<Maybe<RawOpen>[]> }>;
}

type Asked = Pick<SurveyRequest, 'proposals' | 'elsewhere'>;

/**
 * What is asked of each repository: the open pull requests that changed last, since a push is a change. Those elsewhere, which nothing
 * waits for, are left out where they are too much.
 */
export const proposedParts = (asked: Asked): Part[] =>
  placesOf(asked).map(({ repo, isOwn }, index) => ({
    ...part({ alias: aliasOf(index), repo, variables: {}, selection: selection(isOwn ? 20 : 5) }),
    ...(isOwn ? {} : { spare: true }),
  }));

/** Those into the default branch whose head has another pipeline file and no word of ours; a repository that cannot be read spoils no other. */
export const proposedIn = (answers: PartAnswers, asked: Asked, self: Self): Map<RepoName, Answer<OpenProposal[]>> =>
  new Map(
    placesOf(asked).map((place, index) => {
      const answer = answers.get(aliasOf(index)) ?? unknown('it was not asked for');
      return [place.repo, 'unknown' in answer ? answer : unreviewed(answer.known as RawProposed, place, self)];
    }),
  );

/** `isOwn`: a pipeline's own repository. */
interface Place {
  repo: RepoName;
  isOwn: boolean;
}

const placesOf = ({ proposals, elsewhere }: Asked): Place[] => [
  ...proposals.map((repo) => ({ repo, isOwn: true })),
  ...elsewhere.map((repo) => ({ repo, isOwn: false })),
];

const aliasOf = (index: number): string => `proposed${index}`;

function unreviewed(
  { defaultBranchRef: base, pullRequests }: RawProposed,
  { repo, isOwn }: Place,
  self: Self,
): Answer<OpenProposal[]> {
  // An empty repository, into which nothing can be proposed.
  if (!base && !isOwn) return known([]);
  if (!pullRequests?.nodes || !base?.target) return unknown(`the open pull requests of ${repo} could not be read`);
  const inForce = base.target.file?.oid;
  const found = nodesOf(pullRequests).filter(({ baseRefName, headRefOid, commits }) => {
    const judged = nodesOf(commits)[0]?.commit;
    if (baseRefName !== base.name || judged?.oid !== headRefOid) return false;
    // Elsewhere a head without the file is mostly older than it, and there are hundreds of those.
    if (!isOwn && !judged.file) return false;
    return judged.file?.oid !== inForce && statusOf(judged.status?.context, self) === undefined;
  });
  return known(found.map(({ number, headRefOid }) => ({ number, head: commitSha(headRefOid) })));
}
