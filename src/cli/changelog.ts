import { isKnown, type Answer, type Unknown } from '../core/answer.ts';
import { answerChangelog } from '../core/changelog/answer-changelog.ts';
import type { Changelog } from '../core/changelog/changelog-model.ts';
import { isCompared } from '../core/changelog/describe/range-words.ts';
import type { History } from '../core/changelog/history.ts';
import { userError } from '../core/errors/catalogue.ts';
import { UserMistake } from '../core/errors/user-mistake.ts';
import type { RepoName } from '../core/names.ts';
import { printable } from '../core/text/printable.ts';
import type { ChangelogTools } from '../ports/changelog-tools.ts';
import type { AskedChangelog } from './changelog/asked-changelog.ts';
import { originOf, type Origin } from './changelog/origin.ts';
import { unsettledSentence } from './changelog/unsettled.ts';

/** What the command leaves on its two outputs, and its exit code: 1 where it is not known what lies between the commits. */
export interface WrittenChangelog {
  code: 0 | 1;
  out: string;
  err: string[];
}

/** Makes the changelog that was asked for and writes it out. Throws UserMistake where there is none to write. */
export async function writeChangelog(asked: AskedChangelog, tools: ChangelogTools): Promise<WrittenChangelog> {
  const { repo, web, notes } = await repository(asked, tools);
  const { paths, trackers } = asked;
  const [from, to] = [await tools.commit(repo, asked.from), await tools.commit(repo, asked.to)];
  const request = { repo, from, to, trackers, ...(paths === undefined ? {} : { paths }) };
  const changelog = settled(await answerChangelog(request, readAt(new URL(web).hostname, tools.history)), {
    repo,
    tools,
  });
  const unsettled = unsettledSentence(changelog, asked, tools);
  const isJson = asked.format === 'json';
  // The text itself ends with what is not known; of JSON a person sees no end.
  const unknown = isJson ? changelog.unknown : [];
  const err = [...notes, ...untouched(changelog, paths), ...unknown, ...(unsettled === undefined ? [] : [unsettled])];
  return {
    code: unsettled === undefined ? 0 : 1,
    out: isJson
      ? `${JSON.stringify(changelog, undefined, 2)}\n`
      : await tools.markdown(changelog, { style: asked.style, web }),
    err: err.map(printable),
  };
}

/** A clone knows where it is from by its remote alone: its history is told where people read the issues that it names. */
const readAt = (host: string, history: History): History => ({
  range: (...asked) => history.range(...asked),
  pullRequests: (...asked) => history.pullRequests(...asked),
  issues: (addresses) => history.issues(addresses),
  ...(history.limits && { limits: history.limits }),
  host,
});

/** A path that was mistyped looks like one that nobody changed. */
function untouched(changelog: Changelog, paths: string[] | undefined): string[] {
  const { commits, removed } = changelog;
  if (paths === undefined || !isCompared(changelog) || commits.length + removed.length > 0) return [];
  return [`No commit between the two changes anything below ${paths.join(' or ')}.`];
}

/** Whose changelog it is: what was asked for, else what the clone is a clone of. */
async function repository(
  { repo }: AskedChangelog,
  { clone, web, isOnline }: ChangelogTools,
): Promise<{ repo: RepoName; web: string; notes: string[] }> {
  if (repo !== undefined) return { repo, web, notes: [] };
  if (clone === undefined) throw new Error('neither a clone nor a repository was named');
  const { directory } = clone;
  const found = await nameOf(clone);
  if (isOnline && found.host !== new URL(web).host)
    throw unnamed(directory, `its origin is on ${found.host}, and the GitHub that is asked is ${new URL(web).host}`);
  const note = `The clone is taken for ${found.repo}, as its remote origin says.`;
  // A name without a dot is an alias of this machine's ssh, and leads nowhere else.
  return { repo: found.repo, web: found.host.includes('.') ? `https://${found.host}` : web, notes: [note] };
}

async function nameOf(clone: NonNullable<ChangelogTools['clone']>): Promise<Origin> {
  const { directory } = clone;
  const address = await clone.origin();
  if (address === undefined) throw unnamed(directory, 'it has no remote named origin');
  const found = originOf(address);
  if (found === undefined) throw unnamed(directory, 'the address of its remote origin names no owner/repo');
  return found;
}

const unnamed = (directory: string, because: string): UserMistake =>
  new UserMistake(userError('CLONE_UNNAMED', { directory, because }));

function settled(answer: Answer<Changelog>, { repo, tools }: { repo: RepoName; tools: ChangelogTools }): Changelog {
  if (isKnown(answer)) return answer.known;
  const because = withoutEnd(answer.unknown);
  const next = withoutEnd(answer.next ?? `${whatToDo(answer, tools)}, and run the command again`);
  throw new UserMistake(userError('HISTORY_UNREAD', { repo, because, next }));
}

/** What GitHub does not answer for now, a limit or a lost connection, passes; what it does not show this token stays hidden. */
function whatToDo({ lasting }: Unknown, { isOnline, clone }: ChangelogTools): string {
  if (!isOnline) return 'mend that';
  const first = lasting ? 'give a token that may read it' : 'wait';
  return clone === undefined ? first : `${first}, or give --offline`;
}

/** The sentence that it becomes a part of has an end of its own. */
const withoutEnd = (text: string): string => printable(text).replace(/[.\s]+$/, '');
