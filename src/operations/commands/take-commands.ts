import { isKnown, type Unknown } from '../../core/answer.ts';
import { firstLine } from '../../core/commands/first-line.ts';
import type { Reply } from '../../core/commands/command.ts';
import { repoName, type Instant, type LaneId } from '../../core/names.ts';
import type { CommentStep } from '../../core/promotion/plan-model.ts';
import { neutraliseInline } from '../../core/text/neutralise.ts';
import type { ThreadComment } from '../../ports/github/threads.ts';
import type { LedgerEntry } from '../../ports/store/ledger.ts';
import { readAgainAt, SETTLE_MS, type Tools } from '../tools.ts';
import { decideCommand } from './decide-command.ts';
import { undecided } from './decided-command.ts';
import { commandThread, type CommandThread } from './place-of-thread.ts';
import { noteRefused, restsUntil } from './refused-answer.ts';
import { answerKey, unanswered } from './unanswered.ts';
import { controlKey } from './wanted.ts';

/** Commands that are answered in one go; the rest follows at once. */
const MOST_AT_ONCE = 20;

/**
 * So long after a command was written, what no waiting mends is believed to be so, and said: GitHub shows nothing for a moment as
 * well. Until then the commands behind it wait too, since each counts in the order they were written.
 */
const BELIEVED_MS = 60_000;

/** In characters, of the command that an answer quotes. */
const LONGEST_QUOTE = 160;

/** Takes the commands of one thread that have no answer yet, oldest first, each of them once (promise 6). */
export async function takeCommands(tools: Tools, id: string): Promise<Instant | undefined> {
  const lookedAt = tools.clock.now();
  const [repo = '', number = ''] = id.split('#');
  const seen = await tools.looks.thread(repoName(repo), Number(number));
  if (!isKnown(seen)) return unread(tools, id, seen);
  const open = unanswered(seen.known);
  if (open.length === 0) return undefined;
  const found = await commandThread(tools, seen.known);
  if (!isKnown(found)) return unread(tools, id, found);
  if (found.known === undefined) return undefined;
  const wakes: Instant[] = [];
  let taken = 0;
  for (const comment of open) {
    if (taken === MOST_AT_ONCE) return tools.clock.now();
    const taking = { at: found.known, comment, lookedAt, key: `command:${found.known.id}:${comment.databaseId}` };
    const rests = await restsUntil(tools, taking.key);
    if (rests === undefined) {
      taken += 1;
      const again = await takeCommand(tools, taking);
      if (again?.next === 'waits') return again.until;
      if (again !== undefined) wakes.push(again.until);
    } else if (!rests.isLeft) wakes.push(rests.until);
  }
  return wakes.length === 0 ? undefined : Math.min(...wakes);
}

interface Taking {
  at: CommandThread;
  comment: ThreadComment;
  lookedAt: Instant;
  /** Of the command in the ledger. */
  key: string;
}

/** When a command is tried again, and whether the one behind it waits until then. */
interface Rest {
  until: Instant;
  next: 'waits' | 'goes on';
}

const keepsNext = (until: Instant): Rest => ({ until, next: 'waits' });

/** Undefined once it is answered, or cannot be. */
async function takeCommand(tools: Tools, taking: Taking): Promise<Rest | undefined> {
  const { clock, log, store } = tools;
  const { at, comment, key } = taking;
  const [before] = await store.ledger.read({ key, limit: 1 });
  let entry = before;
  if (entry === undefined) {
    const given = { at, comment, key };
    const decided = await decideCommand(tools, given);
    if (!isKnown(decided)) {
      const again = unread(tools, at.id, decided);
      const believed = comment.at + BELIEVED_MS;
      if (decided.lasting !== true) return keepsNext(again);
      if (clock.now() < believed) return keepsNext(believed);
    }
    entry = { ...(isKnown(decided) ? decided.known : undecided(given, decided)), at: clock.now(), key };
    // Another worker may have been quicker: what it entered counts.
    if (!(await store.ledger.append(entry))) return keepsNext(clock.now());
    log.info({ thread: at.id, comment: comment.databaseId, by: comment.author, kind: entry.kind }, 'command taken');
  }
  await wakeTouched(tools, taking, entry);
  return answer(tools, taking, entry);
}

/** Once: a look at a lane asks for the commands that have no answer, and the two would wake each other without a pause. */
async function wakeTouched({ clock, store }: Tools, { at, key }: Taking, { facts }: LedgerEntry): Promise<void> {
  const { id, pipeline } = at;
  if ((await store.intentions.recall(`woken:${key}`)).done) return;
  const because = `a command in ${id}`;
  const lanes = Array.isArray(facts['lanes']) ? (facts['lanes'] as LaneId[]) : [];
  for (const lane of lanes) await store.attention.want(`lane:${lane}`, clock.now(), because);
  if (facts['wakes'] === 'promotion') await store.attention.want(`promotion:${id}`, clock.now(), because);
  if (lanes.length > 0) await store.attention.want(controlKey(pipeline.repo), clock.now(), because);
  await store.intentions.done(`woken:${key}`, clock.now());
}

async function answer(
  tools: Tools,
  { at, comment, lookedAt, key: command }: Taking,
  entry: LedgerEntry,
): Promise<Rest | undefined> {
  const { thread } = at;
  const key = answerKey(comment.databaseId);
  const quote = neutraliseInline(firstLine(comment.body), LONGEST_QUOTE);
  const model = { quote: `${neutraliseInline(comment.author, 60)}: ${quote}`, ...(entry.facts['reply'] as Reply) };
  const step: CommentStep = {
    do: 'comment',
    key,
    pullRequest: { number: thread.number, id: thread.id },
    body: { template: 'command-answer', kind: 'said', key, model },
  };
  const outcome = await tools.effects.run(thread.repo, step, lookedAt);
  switch (outcome.outcome) {
    case 'done':
    case 'already':
      return undefined;
    case 'later':
      return keepsNext(outcome.until);
    case 'conflict':
    case 'unknown-outcome':
      return keepsNext(tools.clock.now() + SETTLE_MS);
    case 'refused': {
      // A locked conversation takes no answer; what was asked for counts all the same.
      const until = await noteRefused(tools, { command, cause: outcome.because });
      return until === undefined ? undefined : { until, next: 'goes on' };
    }
  }
}

/** Nobody is let through, and nothing is refused, by a read that failed. */
function unread({ clock, log }: Tools, thread: string, why: Unknown): Instant {
  log.warn({ thread, cause: why.unknown, next: why.next }, 'command not decided yet');
  return readAgainAt(why, clock.now());
}
