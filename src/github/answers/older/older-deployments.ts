import { isKnown, known, unknown, type Answer } from '../../../core/answer.ts';
import { onlyByUs } from '../../../core/environments/deployments/believed.ts';
import { mayBeProvenFurtherBack, wasProvenBy } from '../../../core/environments/environment-state.ts';
import type { AnswerOf, DeploymentsQuestion } from '../../../core/promotion/questions.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { GithubClients } from '../../client/clients.ts';
import { part } from '../../look/documents/part.ts';
import { deploymentsField, deploymentsOn, MOST_DEPLOYMENTS, type RawDeployments } from '../../look/environment.ts';
import { nodesOf, type Maybe, type RawPage } from '../../look/raw.ts';
import { readParts } from '../../look/read-parts.ts';
import type { Self } from '../../look/self.ts';
import { newestCommits, type RawBranchCommits } from '../../look/snapshot/branch-commits.ts';
import type { Listed, RecentPasts } from './recent-pasts.ts';

/** A thousand deployments, and as many commits of the branch: what lies further back is not looked for. */
const MOST_PAGES = 10;

export interface DeploymentTools {
  clients: GithubClients;
  self: Self;
  clock: Clock;
  pasts: RecentPasts;
}

type Deployments = AnswerOf['deployments'];
type Asked = Map<DeploymentsQuestion, Answer<Deployments>>;

/**
 * The deployments of environments from the newest back to those that proved the components asked for: the newest hundred read live, and
 * those before them unless they were lately.
 */
export async function readOlderDeployments(tools: DeploymentTools, questions: DeploymentsQuestion[]): Promise<Asked> {
  const answers: Asked = new Map();
  for (const question of questions) answers.set(question, await readBack(tools, question));
  return answers;
}

async function readBack(tools: DeploymentTools, question: DeploymentsQuestion): Promise<Answer<Deployments>> {
  const { clock, pasts, self } = tools;
  let listed: Listed | undefined;
  for (;;) {
    const read = await readPage(tools, question, placesAfter(listed));
    if (!isKnown(read)) return read;
    listed = withPage(listed, read.known);
    const seen = seenIn(listed, question, self);
    if (isEnough(seen, question) || listed.pages === MOST_PAGES) {
      pasts.remember(question, listed, clock.now());
      return known(seen);
    }
    const past = listed.pages === 1 ? pasts.behind(question, listed, clock.now()) : undefined;
    const whole = past && seenIn(past, question, self);
    if (whole !== undefined && (isEnough(whole, question) || past?.pages === MOST_PAGES)) return known(whole);
  }
}

/** The pages as one list of each. */
function withPage(before: Listed | undefined, { deployments, commits }: Page): Listed {
  return {
    deployments: [...(before?.deployments ?? []), ...nodesOf(deployments)],
    commits: [...(before?.commits ?? []), ...nodesOf(commits)],
    ends: {
      deployments: endOf(before?.ends.deployments, deployments.pageInfo),
      commits: endOf(before?.ends.commits, commits.pageInfo),
    },
    pages: (before?.pages ?? 0) + 1,
  };
}

/** A list that has ended answers an empty page, which has no cursor. */
const endOf = (before: RawPage | undefined, { hasNextPage, endCursor }: RawPage): RawPage => ({
  hasNextPage,
  endCursor: endCursor ?? before?.endCursor ?? null,
});

/** What they say to whom believes everybody, or Sluice alone. */
function seenIn({ deployments, commits, ends }: Listed, { onlyOurs }: DeploymentsQuestion, self: Self): Deployments {
  const seen = deploymentsOn(
    { commits: { pageInfo: ends.commits, nodes: commits } },
    { deployments: { pageInfo: ends.deployments, nodes: deployments } },
    self,
  );
  return onlyOurs === true ? { ...onlyByUs(seen), onlyOurs } : seen;
}

/** Whether every component was found, or has nothing further back that could be found. */
function isEnough(seen: Deployments, { components, by }: DeploymentsQuestion): boolean {
  const environment = { ...seen, hasMerged: true };
  return components.every((name) => wasProvenBy(environment, name, by) || !mayBeProvenFurtherBack(environment, name));
}

/** Where the pages before ended. */
interface Places {
  deployments?: string | undefined;
  commits?: string | undefined;
}

const placesAfter = (listed: Listed | undefined): Places => ({
  deployments: listed?.ends.deployments.endCursor ?? undefined,
  commits: listed?.ends.commits.endCursor ?? undefined,
});

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
