import type { Answer } from '../core/answer.ts';
import { known } from '../core/answer.ts';
import type { RepoName } from '../core/names.ts';
import { readConsent, type Consent } from '../core/pipeline/joining/joining-file.ts';
import type { Clock } from '../ports/clock.ts';
import type { Looks } from '../ports/github/looks.ts';
import type { Mirrors } from '../ports/mirrors.ts';
import type { Cache } from '../ports/store/cache.ts';
import { answerQuestions, recallAnswers } from './answers/answer-questions.ts';
import { RecentPasts } from './answers/older/recent-pasts.ts';
import type { GithubClients } from './client/clients.ts';
import { readBuiltBranch, readBuiltCommit } from './look/build-place.ts';
import { readIssues } from './look/issues.ts';
import { look } from './look/look.ts';
import { readPipelineFiles } from './look/pipeline-files.ts';
import { readPromotion } from './look/promotion.ts';
import { readProposal } from './look/proposal.ts';
import { listRepositories } from './look/repositories.ts';
import type { Self } from './look/self.ts';
import { survey } from './look/threads/survey.ts';
import { readControl } from './look/threads/control.ts';
import { readMergedHeads } from './look/threads/merged-heads.ts';
import { readThread } from './look/threads/thread.ts';
import { readWish } from './look/threads/wish.ts';

export interface LooksTools {
  clients: GithubClients;
  self: Self;
  cache: Cache;
  clock: Clock;
  /** What answers for ranges before GitHub is asked. */
  ranges?: Pick<Mirrors, 'range'>;
}

/** GitHub as the operations see it. */
export function githubLooks(tools: LooksTools): Looks {
  const { clients } = tools;
  const pasts = new RecentPasts();
  return {
    look: (requests) => look(tools, requests),
    answer: (questions) => answerQuestions({ ...tools, pasts }, questions),
    recall: (questions) => recallAnswers(tools, questions),
    promotion: (repo, number, environment) => readPromotion(tools, { repo, number, environment }),
    issues: (references, labels) => readIssues(tools, references, labels),
    proposal: (repo, number) => readProposal(tools, repo, number),
    builtCommit: (place, commit) => readBuiltCommit(clients, place, commit),
    builtBranch: (place, limit) => readBuiltBranch(clients, place, limit),
    thread: (repo, number) => readThread(tools, repo, number),
    control: (repo) => readControl(tools, repo),
    wish: (address) => readWish(tools, address),
    survey: (request) => survey(tools, request),
    mergedFrom: (place) => readMergedHeads(clients, place),
    consent: (repo) => consentOf(clients, repo),
    pipelineFiles: (repos) => readPipelineFiles(clients, repos),
    repositories: () => listRepositories(clients),
  };
}

async function consentOf(clients: GithubClients, repo: RepoName): Promise<Answer<Consent>> {
  const file = (await readPipelineFiles(clients, [repo])).get(repo);
  if (file === undefined || 'unknown' in file) return file ?? { unknown: 'it was not asked for' };
  return known(readConsent(file.known?.text));
}
