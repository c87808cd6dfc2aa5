import type { Answer } from '../../core/answer.ts';
import { known, unknown } from '../../core/answer.ts';
import type { FileHistory, HistoryQuestion } from '../../core/promotion/facts.ts';
import type { GithubClients } from '../client/clients.ts';
import { clientFor } from '../installation-groups.ts';
import { fileChange } from '../look/lane-document.ts';
import type { Maybe, RawFileHistory } from '../look/raw.ts';
import { historyOf } from '../look/snapshot/pinned-file.ts';
import { split } from '../repo-parts.ts';
import { wholeAnswer } from '../whole-answer.ts';

const FILE_HISTORY = `query FileHistory($owner: String!, $name: String!, $tip: GitObjectID!, $path: String!) {
  repository(owner: $owner, name: $name) { object(oid: $tip) { ... on Commit {
    history(first: 100, path: $path) { pageInfo { hasNextPage } nodes { ${fileChange('path')} } } } } } }`;

interface RawHistory {
  repository: Maybe<{ object: Maybe<{ history?: RawFileHistory }> }>;
}

/** The changes of a file, ten times as far back as a look sees them. */
export async function readFileHistory(clients: GithubClients, question: HistoryQuestion): Promise<Answer<FileHistory>> {
  const { repo, path, tip } = question;
  const client = await clientFor(clients, repo);
  if ('unknown' in client) return client;
  const answer = wholeAnswer(await client.known.graphql<RawHistory>(FILE_HISTORY, { ...split(repo), tip, path }));
  if ('unknown' in answer) return answer;
  const history = answer.known.repository?.object?.history;
  return history === undefined ? unknown(`${repo} does not show ${tip.slice(0, 7)}`) : known(historyOf(history));
}
