import { unknown, known, type Answer } from '../../core/answer.ts';
import type { FileTexts, TextQuestion } from '../../core/promotion/questions.ts';
import type { GithubClients } from '../client/clients.ts';
import { fileFields, pathVariables } from '../look/documents/files.ts';
import { part } from '../look/documents/part.ts';
import type { Maybe, RawTip } from '../look/raw.ts';
import { readParts } from '../look/read-parts.ts';
import { whyTextless } from '../look/snapshot/pinned-file.ts';

/** Files in one query, whatever commits they are of. */
const FILES_A_READ = 50;

/** Some of the paths that a question is about. */
interface Slice {
  question: TextQuestion;
  paths: string[];
}

/** The texts of files at commits; a file that a commit has not is left out. */
export async function readFileTexts(
  clients: GithubClients,
  questions: TextQuestion[],
): Promise<Map<TextQuestion, Answer<FileTexts>>> {
  const texts = new Map<TextQuestion, Answer<FileTexts>>();
  for (const slices of reads(questions)) {
    const answers = await readParts(clients, 'FileTexts', slices.map(slicePart));
    for (const [index, slice] of slices.entries()) {
      const answer = answers.get(`text${index}`) ?? unknown('it was not asked for');
      const found = 'unknown' in answer ? answer : textsIn((answer.known as RawTexts).object, slice);
      texts.set(slice.question, both(texts.get(slice.question), found));
    }
  }
  return texts;
}

/** The questions in portions of one query each; a question of many files is cut. */
function reads(questions: TextQuestion[]): Slice[][] {
  const portions: Slice[][] = [];
  let room = 0;
  for (const question of questions) {
    for (let start = 0; start < question.paths.length;) {
      if (room === 0) {
        portions.push([]);
        room = FILES_A_READ;
      }
      const paths = question.paths.slice(start, start + room);
      portions.at(-1)?.push({ question, paths });
      start += paths.length;
      room -= paths.length;
    }
  }
  return portions;
}

function slicePart({ question, paths }: Slice, index: number): ReturnType<typeof part> {
  const alias = `text${index}`;
  return part({
    alias,
    repo: question.repo,
    variables: pathVariables(alias, paths),
    commits: { [`${alias}C`]: question.commit },
    selection: `object(oid: $${alias}C) { oid ... on Commit { tree { oid } ${fileFields(alias, paths)} } }`,
  });
}

interface RawTexts {
  object: Maybe<RawTip>;
}

function textsIn(commit: RawTexts['object'], { question, paths }: Slice): Answer<FileTexts> {
  const { repo } = question;
  const short = question.commit.slice(0, 7);
  if (commit?.tree === undefined) return unknown(`${repo} does not show the commit ${short}`);
  const texts: FileTexts = {};
  for (const [index, path] of paths.entries()) {
    const entry = commit[`f${index}`];
    if (!entry) continue;
    const why = whyTextless(entry.object);
    if (why !== undefined) return unknown(`${path} of ${repo} at ${short} cannot be read: ${why}`);
    texts[path] = entry.object?.text ?? '';
  }
  return known(texts);
}

function both(some: Answer<FileTexts> | undefined, more: Answer<FileTexts>): Answer<FileTexts> {
  if (some === undefined || 'unknown' in more) return more;
  return 'unknown' in some ? some : known({ ...some.known, ...more.known });
}
