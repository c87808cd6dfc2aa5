import { isKnown, known, unknown, type Answer } from '../../core/answer.ts';
import { fileName } from '../../core/environments/deployments/believed.ts';
import type { CommitSha, RepoName } from '../../core/names.ts';
import type { SignalFact, SignalsQuestion } from '../../core/promotion/questions.ts';
import type { GithubClient } from '../client/client.ts';
import type { GithubClients } from '../client/clients.ts';
import { failureSentence } from '../client/outcome.ts';
import { clientFor } from '../installation-groups.ts';
import { part, type Part } from '../look/documents/part.ts';
import { nodesOf, type Maybe } from '../look/raw.ts';
import { readParts } from '../look/read-parts.ts';
import { split } from '../repo-parts.ts';

/** Runs of one commit that GitHub gives in a page, and checks that it gives in a query. */
const A_PAGE = 100;

/** How the workflows and checks that tell of a deployment ended last; one that has not ended, or was called off, says nothing. */
export async function readSignals(
  clients: GithubClients,
  questions: SignalsQuestion[],
): Promise<Map<SignalsQuestion, Answer<SignalFact[]>>> {
  const answers = new Map<SignalsQuestion, Answer<SignalFact[]>>();
  const reported = await reportedOn(clients, questions);
  for (const question of questions) {
    const found = [...(reported.get(question) ?? []), ...(await workflowSignals(clients, question))];
    answers.set(question, together(found));
  }
  return answers;
}

/** One commit that could not be read may be the one that counts. */
function together(answers: Answer<SignalFact[]>[]): Answer<SignalFact[]> {
  const unread = answers.find((one) => !isKnown(one));
  return unread ?? known(answers.flatMap((one) => (isKnown(one) ? one.known : [])));
}

interface RawRun {
  path: string;
  status: string | null;
  conclusion: string | null;
  updated_at: string;
  html_url: string;
}

/** Conclusions that say how it went; the others (cancelled, skipped, stale …) say that it did not go. */
const ENDS: Readonly<Record<string, SignalFact['state']>> = {
  success: 'success',
  failure: 'failure',
  timed_out: 'failure',
  startup_failure: 'failure',
};

const endOf = (conclusion: Maybe<string>): SignalFact['state'] | undefined => ENDS[(conclusion ?? '').toLowerCase()];

/** GraphQL finds no run by its commit, and REST those of one commit at a time. */
async function workflowSignals(
  clients: GithubClients,
  { repo, commits, workflows }: SignalsQuestion,
): Promise<Answer<SignalFact[]>[]> {
  if (workflows.length === 0) return [];
  const client = await clientFor(clients, repo);
  if (!isKnown(client)) return [client];
  const wanted = new Set(workflows.map(fileName));
  return Promise.all(commits.map((commit) => runsOf(client.known, { repo, commit, wanted })));
}

async function runsOf(
  client: GithubClient,
  { repo, commit, wanted }: { repo: RepoName; commit: CommitSha; wanted: Set<string> },
): Promise<Answer<SignalFact[]>> {
  const { owner, name } = split(repo);
  const outcome = await client.request<{ total_count: number; workflow_runs: RawRun[] }>(
    'GET /repos/{owner}/{repo}/actions/runs',
    { owner, repo: name, head_sha: commit, exclude_pull_requests: true, per_page: A_PAGE },
  );
  if ('failed' in outcome) return unknown(failureSentence(outcome.failed));
  const signals = outcome.ok.workflow_runs.flatMap((run) => runSignal(run, wanted) ?? []);
  return known(signals.map((signal) => ({ ...signal, commit })));
}

/** The path of a reusable workflow ends in `@ref`. */
function runSignal(run: RawRun, wanted: Set<string>): Omit<SignalFact, 'commit'> | undefined {
  const file = fileName(run.path.split('@')[0] ?? run.path);
  const state = run.status === 'completed' ? endOf(run.conclusion) : undefined;
  if (state === undefined || !wanted.has(file)) return undefined;
  return { from: `workflow ${file}`, state, at: Date.parse(run.updated_at), url: run.html_url };
}

type RawContext =
  | {
      __typename: 'CheckRun';
      name: string;
      conclusion: Maybe<string>;
      completedAt: Maybe<string>;
      detailsUrl: Maybe<string>;
      title: Maybe<string>;
    }
  | {
      __typename: 'StatusContext';
      context: string;
      state: string;
      description: Maybe<string>;
      targetUrl: Maybe<string>;
      createdAt: string;
    };

interface RawReported {
  object: Maybe<{
    statusCheckRollup?: Maybe<{ contexts: { totalCount: number; nodes: Maybe<Maybe<RawContext>[]> } }>;
  }>;
}

const REPORTED = `... on Commit { statusCheckRollup { contexts(first: ${A_PAGE}) { totalCount nodes { __typename
  ... on CheckRun { name conclusion completedAt detailsUrl title }
  ... on StatusContext { context state description targetUrl createdAt } } } } }`;

/** All commits of all questions in one query. */
async function reportedOn(
  clients: GithubClients,
  questions: SignalsQuestion[],
): Promise<Map<SignalsQuestion, Answer<SignalFact[]>[]>> {
  const asked = questions
    .filter(({ statuses }) => statuses.length > 0)
    .flatMap((question) => question.commits.map((commit) => ({ question, commit })));
  if (asked.length === 0) return new Map();
  const read = await readParts(
    clients,
    'Signals',
    asked.map(({ question, commit }, index) => reportedPart(question.repo, commit, `signals${index}`)),
  );
  const answers = asked.map(({ question, commit }, index) => {
    const answer = read.get(`signals${index}`) ?? unknown('it was not asked for');
    return { question, found: isKnown(answer) ? reportedIn(answer.known as RawReported, question, commit) : answer };
  });
  return new Map(
    questions.map((question) => [question, answers.flatMap((one) => (one.question === question ? [one.found] : []))]),
  );
}

const reportedPart = (repo: RepoName, commit: CommitSha, alias: string): Part =>
  part({
    alias,
    repo,
    variables: {},
    commits: { [`${alias}C`]: commit },
    selection: `object(oid: $${alias}C) { ${REPORTED} }`,
  });

/** A list that is cut may lack the one that is looked for. */
function reportedIn(
  { object }: RawReported,
  { repo, statuses }: SignalsQuestion,
  commit: CommitSha,
): Answer<SignalFact[]> {
  const short = commit.slice(0, 7);
  if (object === null) return unknown(`${repo} does not show the commit ${short}`);
  const contexts = object.statusCheckRollup?.contexts;
  const signals = nodesOf(contexts).flatMap((context) => contextSignal(context, new Set(statuses)) ?? []);
  if (signals.length === 0 && contexts !== undefined && nodesOf(contexts).length < contexts.totalCount)
    return unknown(`${short} of ${repo} has more than ${A_PAGE} checks`);
  return known(signals.map((signal) => ({ ...signal, commit })));
}

function contextSignal(context: RawContext, wanted: Set<string>): Omit<SignalFact, 'commit'> | undefined {
  const isRun = context.__typename === 'CheckRun';
  const name = isRun ? context.name : context.context;
  const state = isRun ? endOf(context.conclusion) : stateOf(context.state);
  const at = isRun ? context.completedAt : context.createdAt;
  if (!wanted.has(name) || state === undefined || at === null) return undefined;
  const [url, says] = isRun ? [context.detailsUrl, context.title] : [context.targetUrl, context.description];
  return {
    from: `status ${name}`,
    state,
    at: Date.parse(at),
    ...(url ? { url } : {}),
    ...(says ? { says } : {}),
  };
}

function stateOf(state: string): SignalFact['state'] | undefined {
  if (state === 'SUCCESS') return 'success';
  return state === 'FAILURE' || state === 'ERROR' ? 'failure' : undefined;
}
