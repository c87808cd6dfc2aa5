import { createHash } from 'node:crypto';

import { isKnown, known, type Answer } from '../../core/answer.ts';
import { answerChangelog } from '../../core/changelog/answer-changelog.ts';
import type { Changelog } from '../../core/changelog/changelog-model.ts';
import {
  questionKey,
  type AnswerOf,
  type Answers,
  type DeploymentsQuestion,
  type HistoryQuestion,
  type RangeQuestion,
  type SignalsQuestion,
  type TextQuestion,
} from '../../core/promotion/questions.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CommitQuestion } from '../../ports/github/looks.ts';
import type { Mirrors } from '../../ports/mirrors.ts';
import type { Cache } from '../../ports/store/cache.ts';
import type { GithubClients } from '../client/clients.ts';
import type { Self } from '../look/self.ts';
import { readFileHistories } from './file-history.ts';
import { readSignals } from './signals/read-signals.ts';
import { readFileTexts } from './file-texts.ts';
import { githubHistory } from './history/github-history.ts';
import { readOlderDeployments } from './older/older-deployments.ts';
import type { RecentPasts } from './older/recent-pasts.ts';

export interface AnswerTools {
  clients: GithubClients;
  self: Self;
  cache: Cache;
  clock: Clock;
  pasts: RecentPasts;
  /** What answers for ranges before GitHub is asked. */
  ranges?: Pick<Mirrors, 'range'>;
}

/**
 * Answers questions about commits. What a commit's past holds never changes, and is not asked for again once it was answered; signals
 * are, and deployments, but for a while of those that are long past.
 */
export async function answerQuestions(tools: AnswerTools, questions: CommitQuestion[]): Promise<Answers> {
  const remembered = await recallAnswers(tools, questions);
  const open = questions.filter((question) => !remembered.has(questionKey(question)));
  const fresh = new Map<CommitQuestion, Answer<AnswerOf[CommitQuestion['ask']]>>([
    ...(await answerForGood(tools, readFileTexts, ofKind<TextQuestion>(open, 'text'))),
    ...(await answerForGood(tools, readFileHistories, ofKind<HistoryQuestion>(open, 'history'))),
    ...(await readOlderDeployments(tools, ofKind<DeploymentsQuestion>(open, 'deployments'))),
    ...(await readSignals(tools.clients, ofKind<SignalsQuestion>(open, 'signals'))),
    ...(await answerRanges(tools, ofKind<RangeQuestion>(open, 'range'))),
  ]);
  return new Map([...remembered, ...[...fresh].map(([question, answer]) => [questionKey(question), answer] as const)]);
}

/** What was answered for good before, without asking anybody. */
export async function recallAnswers(
  { cache }: Pick<AnswerTools, 'cache'>,
  questions: CommitQuestion[],
): Promise<Answers> {
  const remembered = await cache.get(questions.map(cacheKey));
  return new Map(
    questions
      .filter((question) => remembered.has(cacheKey(question)))
      .map((question) => [
        questionKey(question),
        known(remembered.get(cacheKey(question)) as AnswerOf[CommitQuestion['ask']]),
      ]),
  );
}

const ofKind = <Asked extends CommitQuestion>(questions: CommitQuestion[], ask: Asked['ask']): Asked[] =>
  questions.filter((question): question is Asked => question.ask === ask);

/** An index of the database takes no entry beyond 2,704 bytes, and a question may name fifty paths. */
const LONGEST_KEY = 1_000;

/** A changelog has changed its shape since it was first remembered; what else is remembered has not. */
const shapeOf = ({ ask }: CommitQuestion): string => (ask === 'range' ? 'v3' : 'v1');

function cacheKey(question: CommitQuestion): string {
  const key = questionKey(question);
  return `${shapeOf(question)}:${key.length <= LONGEST_KEY ? key : `${question.ask}:${createHash('sha256').update(key).digest('hex')}`}`;
}

type ReadAll<Asked extends CommitQuestion> = (
  clients: GithubClients,
  questions: Asked[],
) => Promise<Map<Asked, Answer<AnswerOf[Asked['ask']]>>>;

async function answerForGood<Asked extends CommitQuestion>(
  { clients, cache }: AnswerTools,
  readAll: ReadAll<Asked>,
  questions: Asked[],
): Promise<Map<Asked, Answer<AnswerOf[Asked['ask']]>>> {
  const answers = await readAll(clients, questions);
  for (const [question, answer] of answers) if (isKnown(answer)) await cache.put(cacheKey(question), answer.known);
  return answers;
}

/** All ranges of one round read their commits and pull requests together. */
async function answerRanges(
  { clients, self, cache, clock, ranges }: AnswerTools,
  questions: RangeQuestion[],
): Promise<Map<RangeQuestion, Answer<Changelog>>> {
  const history = githubHistory(clients, { cache, clock, host: self.host, ...(ranges && { ranges }) });
  if (questions.length > 0) await history.prepare(questions);
  const answers = new Map<RangeQuestion, Answer<Changelog>>();
  for (const question of questions) {
    const answer = await answerChangelog(question, history);
    answers.set(question, answer);
    if (isKnown(answer) && isFinal(answer.known) && history.isSettled(question))
      await cache.put(cacheKey(question), answer.known);
  }
  return answers;
}

/** A commit that is not there yet may come, and what was left open is asked for again. */
const isFinal = ({ classification, unknown }: Changelog): boolean =>
  !classification.startsWith('unknown') && unknown.length === 0;
