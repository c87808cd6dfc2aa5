import { isKnown, known, unknown, type Answer } from '../../core/answer.ts';
import { wasProvenBy } from '../../core/environments/environment-state.ts';
import type { AnswerOf, DeploymentsQuestion } from '../../core/promotion/questions.ts';
import type { GithubClients } from '../client/clients.ts';
import { part } from '../look/documents/part.ts';
import { deploymentsField, deploymentsOn, MOST_DEPLOYMENTS, type RawDeployments } from '../look/environment.ts';
import { nodesOf, type Maybe } from '../look/raw.ts';
import { readParts } from '../look/read-parts.ts';
import type { Self } from '../look/self.ts';
import { newestCommits, type RawAncestor, type RawBranchCommits } from '../look/snapshot/branch-commits.ts';

/** A thousand deployments, and as many commits of the branch: what lies further back is not looked for. */
const MOST_PAGES = 10;

export interface DeploymentTools {
  clients: GithubClients;
  self: Self;
}

type Asked = Map<DeploymentsQuestion, Answer<AnswerOf['deployments']>>;

/** The deployments of environments from the newest back to those that proved the components asked for, read live. */
export async function readOlderDeployments(tools: DeploymentTools, questions: DeploymentsQuestion[]): Promise<Asked> {
  const answers: Asked = new Map();
  for (const question of questions) answers.set(question, await readBack(tools, question));
  return answers;
}

interface Listed {
  deployments: NonNullable<RawDeployments['nodes']>;
  commits: Maybe<RawAncestor>[];
}

async function readBack(
  tools: DeploymentTools,
  question: DeploymentsQuestion,
): Promise<Answer<AnswerOf['deployments']>> {
  const listed: Listed = { deployments: [], commits: [] };
  let places: Places = {};
  for (let page = 1; ; page += 1) {
    const read = await readPage(tools, question, places);
    if (!isKnown(read)) return read;
    const { deployments, commits } = read.known;
    listed.deployments.push(...nodesOf(deployments));
    listed.commits.push(...nodesOf(commits));
    const seen = deploymentsOn(
      { commits: { pageInfo: commits.pageInfo, nodes: listed.commits } },
      { deployments: { pageInfo: deployments.pageInfo, nodes: listed.deployments } },
      tools.self,
    );
    const isFound = question.components.every((name) => wasProvenBy({ ...seen, hasMerged: true }, name, question.by));
    if (isFound || seen.hasOlder !== true || page === MOST_PAGES) return known(seen);
    places = {
      deployments: deployments.pageInfo.endCursor ?? places.deployments,
      commits: commits.pageInfo.endCursor ?? places.commits,
    };
  }
}

/** Where the pages before ended. A list that has ended answers an empty page from there. */
interface Places {
  deployments?: string | undefined;
  commits?: string | undefined;
}

interface Page {
  deployments: RawDeployments;
  commits: NonNullable<RawBranchCommits['commits']>;
}

async function readPage(
  { clients }: DeploymentTools,
  question: DeploymentsQuestion,
  places: Places,
): Promise<Answer<Page>> {
  const answers = await readParts(clients, 'OlderDeployments', [pagePart(question, places)]);
  const answer = answers.get(ALIAS) ?? unknown('it was not asked for');
  if (!isKnown(answer)) return answer;
  const { deployments, tip } = answer.known as {
    deployments: Maybe<RawDeployments>;
    tip: Maybe<Partial<RawBranchCommits>>;
  };
  const commits = tip?.commits;
  if (!deployments?.nodes || !commits?.nodes)
    return unknown(`GitHub does not list the deployments of ${question.stage} in ${question.repo}`);
  return known({ deployments, commits });
}

const ALIAS = 'older';

function pagePart(
  { repo, stage, tip }: DeploymentsQuestion,
  { deployments, commits }: Places,
): ReturnType<typeof part> {
  const [environment, first] = [`${ALIAS}Environment`, MOST_DEPLOYMENTS];
  const [afterDeployments, afterCommits] = [`${ALIAS}Deployments`, `${ALIAS}Commits`];
  const deploymentsAfter = deployments === undefined ? {} : { after: afterDeployments };
  const commitsAfter = commits === undefined ? undefined : afterCommits;
  return part({
    alias: ALIAS,
    repo,
    variables: {
      [environment]: stage,
      ...(deployments === undefined ? {} : { [afterDeployments]: deployments }),
      ...(commits === undefined ? {} : { [afterCommits]: commits }),
    },
    commits: { [`${ALIAS}Tip`]: tip },
    selection: `${deploymentsField({ environment, first, ...deploymentsAfter })}
      tip: object(oid: $${ALIAS}Tip) { ... on Commit { ${newestCommits(first, commitsAfter)} } }`,
  });
}
