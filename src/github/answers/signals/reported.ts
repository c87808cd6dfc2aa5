import { isKnown, known, unknown, type Answer } from '../../../core/answer.ts';
import type { CommitSha } from '../../../core/names.ts';
import { signalName } from '../../../core/pipeline/ci-signal.ts';
import type { SignalFact, SignalsQuestion } from '../../../core/promotion/questions.ts';
import type { GithubClients } from '../../client/clients.ts';
import { part, type Part } from '../../look/documents/part.ts';
import { nodesOf, type Maybe } from '../../look/raw.ts';
import { readParts } from '../../look/read-parts.ts';
import { endOf } from './conclusions.ts';

/** Checks of one commit that GitHub gives in a query. */
const A_PAGE = 100;

interface RawRunCheck {
  __typename: 'CheckRun';
  name: string;
  conclusion: Maybe<string>;
  completedAt: Maybe<string>;
  detailsUrl: Maybe<string>;
  title: Maybe<string>;
}

interface RawStatus {
  context: string;
  state: string;
  description: Maybe<string>;
  targetUrl: Maybe<string>;
  createdAt: string;
}

interface RawReported {
  object: Maybe<{
    status?: Maybe<Record<string, Maybe<RawStatus>>>;
    statusCheckRollup?: Maybe<{
      contexts: { totalCount: number; nodes: Maybe<Maybe<RawRunCheck | { __typename: 'StatusContext' }>[]> };
    }>;
  }>;
}

/** How statuses and checks ended: all commits of all questions in one query. */
export async function reportedOn(
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
    asked.map(({ question, commit }, index) => reportedPart(question, commit, `signals${index}`)),
  );
  const answers = asked.map(({ question, commit }, index) => {
    const answer = read.get(`signals${index}`) ?? unknown('it was not asked for');
    return { question, found: isKnown(answer) ? reportedIn(answer.known as RawReported, question, commit) : answer };
  });
  return new Map(
    questions.map((question) => [question, answers.flatMap((one) => (one.question === question ? [one.found] : []))]),
  );
}

/** Statuses are asked for by name: a list of everything on a commit may be cut. */
function reportedPart({ repo, statuses }: SignalsQuestion, commit: CommitSha, alias: string): Part {
  const variables = Object.fromEntries(statuses.map((name, index) => [`${alias}S${index}`, name]));
  const named = Object.keys(variables).map(
    (variable, index) => `s${index}: context(name: $${variable}) { context state description targetUrl createdAt }`,
  );
  return part({
    alias,
    repo,
    variables,
    commits: { [`${alias}C`]: commit },
    selection: `object(oid: $${alias}C) { ... on Commit { status { ${named.join(' ')} }
      statusCheckRollup { contexts(first: ${A_PAGE}) { totalCount nodes { __typename
        ... on CheckRun { name conclusion completedAt detailsUrl title } } } } } }`,
  });
}

/** A check that is looked for may be among those that a cut list lacks. */
function reportedIn(
  { object }: RawReported,
  { repo, statuses }: SignalsQuestion,
  commit: CommitSha,
): Answer<SignalFact[]> {
  const short = commit.slice(0, 7);
  if (object === null) return unknown(`${repo} does not show the commit ${short}`);
  const named = Object.values(object.status ?? {}).flatMap((status) => status ?? []);
  const contexts = object.statusCheckRollup?.contexts;
  const runs = nodesOf(contexts).filter((one) => one.__typename === 'CheckRun');
  const seen = new Set([...named.map(({ context }) => context), ...runs.map(({ name }) => name)]);
  const isCut = contexts !== undefined && nodesOf(contexts).length < contexts.totalCount;
  if (isCut && !statuses.every((name) => seen.has(name)))
    return unknown(`${short} of ${repo} has more than ${A_PAGE} checks`);
  const signals = [
    ...named.flatMap((status) => statusSignal(status) ?? []),
    ...runs.filter(({ name }) => statuses.includes(name)).flatMap((run) => checkSignal(run) ?? []),
  ];
  return known(signals.map((signal) => ({ ...signal, commit })));
}

function statusSignal({
  context,
  state,
  description,
  targetUrl,
  createdAt,
}: RawStatus): Omit<SignalFact, 'commit'> | undefined {
  const ended = stateOf(state);
  if (ended === undefined) return undefined;
  return { ...signalOf(context, targetUrl, description), state: ended, at: Date.parse(createdAt) };
}

function checkSignal({
  name,
  conclusion,
  completedAt,
  detailsUrl,
  title,
}: RawRunCheck): Omit<SignalFact, 'commit'> | undefined {
  const ended = endOf(conclusion);
  if (ended === undefined || completedAt === null) return undefined;
  return { ...signalOf(name, detailsUrl, title), state: ended, at: Date.parse(completedAt) };
}

const signalOf = (
  name: string,
  url: Maybe<string>,
  says: Maybe<string>,
): Pick<SignalFact, 'from' | 'url' | 'says'> => ({
  from: signalName({ status: name }),
  ...(url ? { url } : {}),
  ...(says ? { says } : {}),
});

function stateOf(state: string): SignalFact['state'] | undefined {
  if (state === 'SUCCESS') return 'success';
  return state === 'FAILURE' || state === 'ERROR' ? 'failure' : undefined;
}
