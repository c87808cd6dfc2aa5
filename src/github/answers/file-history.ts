import { unknown, known, type Answer } from '../../core/answer.ts';
import type { HistoryQuestion } from '../../core/promotion/questions.ts';
import type { FileHistory } from '../../core/promotion/snapshot.ts';
import type { GithubClients } from '../client/clients.ts';
import { fileHistory } from '../look/documents/files.ts';
import { part } from '../look/documents/part.ts';
import type { Maybe, RawFileHistory } from '../look/raw.ts';
import { readParts } from '../look/read-parts.ts';
import { historyOf } from '../look/snapshot/pinned-file.ts';

/** Histories in one query: each is a hundred commits with two texts of the file. */
const HISTORIES_A_READ = 10;

interface RawHistory {
  object: Maybe<{ history?: RawFileHistory }>;
}

/** The changes of files, ten times as far back as a look sees them; many files a query, each answered by itself. */
export async function readFileHistories(
  clients: GithubClients,
  questions: HistoryQuestion[],
): Promise<Map<HistoryQuestion, Answer<FileHistory>>> {
  const histories = new Map<HistoryQuestion, Answer<FileHistory>>();
  for (let start = 0; start < questions.length; start += HISTORIES_A_READ) {
    const some = questions.slice(start, start + HISTORIES_A_READ);
    const answers = await readParts(clients, 'FileHistory', some.map(historyPart));
    for (const [index, question] of some.entries()) {
      const answer = answers.get(`history${index}`) ?? unknown('it was not asked for');
      histories.set(question, 'unknown' in answer ? answer : historyIn(answer.known as RawHistory, question));
    }
  }
  return histories;
}

function historyPart({ repo, path, tip }: HistoryQuestion, index: number): ReturnType<typeof part> {
  const alias = `history${index}`;
  return part({
    alias,
    repo,
    variables: { [`${alias}P`]: path },
    commits: { [`${alias}C`]: tip },
    selection: `object(oid: $${alias}C) { ... on Commit { ${fileHistory(`${alias}P`, 100)} } }`,
  });
}

function historyIn({ object }: RawHistory, { repo, tip }: HistoryQuestion): Answer<FileHistory> {
  const history = object?.history;
  return history === undefined ? unknown(`${repo} does not show ${tip.slice(0, 7)}`) : known(historyOf(history));
}
