import { isKnown, type Answer } from '../core/answer.ts';
import { changelog } from '../core/changelog/index.ts';
import type { Changelog } from '../core/changelog/changelog-model.ts';
import { questionKey, type Answers, type FileHistory, type Question } from '../core/promotion/facts.ts';
import type { Looks } from '../ports/github/looks.ts';
import { readFileHistory } from './answers/file-history.ts';
import { GithubHistory } from './answers/github-history.ts';
import type { GithubClients } from './client/clients.ts';
import { look } from './look/look.ts';
import { readPipelineFiles } from './look/pipeline-files.ts';
import { readPromotion } from './look/promotion.ts';
import { listRepositories } from './look/repositories.ts';
import type { Self } from './look/self.ts';
import type { Cache } from '../ports/store/cache.ts';
import type { Clock } from '../ports/clock.ts';

export interface LooksTools {
  clients: GithubClients;
  self: Self;
  cache: Cache;
  clock: Clock;
}

/** GitHub as the operations see it. */
export function githubLooks(tools: LooksTools): Looks {
  const { clients } = tools;
  return {
    look: (requests) => look(tools, requests),
    answer: (questions) => answerAll(tools, questions),
    promotion: (repo, number) => readPromotion(tools, repo, number),
    pipelineFiles: (repos) => readPipelineFiles(clients, repos),
    repositories: () => listRepositories(clients),
  };
}

/** Facts about commits never change, so what was answered once is not asked for again. */
async function answerAll(tools: LooksTools, questions: Question[]): Promise<Answers> {
  const remembered = await tools.cache.get(questions.map(cacheKey));
  const answers: Answers = new Map();
  for (const question of questions) {
    const before = remembered.get(cacheKey(question));
    const answer =
      before === undefined
        ? await ask(tools, question)
        : ({ known: before } as { known: Changelog } | { known: FileHistory });
    answers.set(questionKey(question), answer);
  }
  return answers;
}

const cacheKey = (question: Question): string => `v1:${questionKey(question)}`;

async function ask(tools: LooksTools, question: Question): Promise<Answer<Changelog> | Answer<FileHistory>> {
  const { clients, cache, clock } = tools;
  if (question.ask === 'history') {
    const answer = await readFileHistory(clients, question);
    if (isKnown(answer)) await cache.put(cacheKey(question), answer.known);
    return answer;
  }
  const history = new GithubHistory(clients);
  const answer = await changelog(question, history);
  if (isKnown(answer) && isSettled(answer.known, clock.now() - (history.newest ?? clock.now()))) {
    await cache.put(cacheKey(question), answer.known);
  }
  return answer;
}

/** A commit that no pull request claims may only be ahead of GitHub's index, which lags right after a merge. */
const INDEX_LAG_MS = 10 * 60_000;

const isSettled = (log: Changelog, age: number): boolean =>
  !log.classification.startsWith('unknown') && (log.directCommits.length === 0 || age > INDEX_LAG_MS);
