import { isKnown } from '../core/answer.ts';
import { changelog } from '../core/changelog/index.ts';
import type { Changelog } from '../core/changelog/changelog-model.ts';
import { questionKey, type Answers, type Question } from '../core/promotion/facts.ts';
import type { Looks } from '../ports/github/looks.ts';
import { GithubHistory } from './answers/github-history.ts';
import type { GithubClients } from './client/clients.ts';
import { look } from './look/look.ts';
import { readPipelineFiles } from './look/pipeline-files.ts';
import { readPromotion } from './look/promotion.ts';
import { listRepositories } from './look/repositories.ts';
import type { Cache } from '../ports/cache.ts';

export interface LooksTools {
  clients: GithubClients;
  /** `slug[bot]`. */
  bot: string;
  cache: Cache;
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

/** A range between two commits never changes once its pull requests are known, so it is asked for once. */
async function answerAll({ clients, cache }: LooksTools, questions: Question[]): Promise<Answers> {
  const keys = questions.map((question) => `changelog:v1:${questionKey(question)}`);
  const remembered = await cache.get(keys);
  const answers: Answers = new Map();
  for (const [index, question] of questions.entries()) {
    const key = keys[index] ?? '';
    const before = remembered.get(key);
    const answer =
      before === undefined ? await changelog(question, new GithubHistory(clients)) : { known: before as Changelog };
    answers.set(questionKey(question), answer);
    if (before === undefined && isKnown(answer) && isSettled(answer.known)) await cache.put(key, answer.known);
  }
  return answers;
}

/** A commit that no pull request claims yet may only be ahead of GitHub's index, which lags right after a merge. */
const isSettled = (log: Changelog): boolean =>
  log.directCommits.length === 0 && !log.classification.startsWith('unknown');
