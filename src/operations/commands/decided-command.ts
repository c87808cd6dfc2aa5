import type { Unknown } from '../../core/answer.ts';
import type { Reply } from '../../core/commands/command.ts';
import type { SetBy } from '../../core/commands/set-controls.ts';
import { laneId } from '../../core/pipeline/lanes.ts';
import { neutraliseInline } from '../../core/text/neutralise.ts';
import type { ThreadComment } from '../../ports/github/threads.ts';
import type { LedgerEntry } from '../../ports/store/ledger.ts';
import type { CommandThread } from './place-of-thread.ts';

/** What the ledger is to remember of one command: its effect, its answer, and which lanes are to be looked at. */
export type DecidedCommand = Omit<LedgerEntry, 'at' | 'key'>;

/** One comment with a command, and where it stands. */
export interface GivenCommand {
  at: CommandThread;
  comment: ThreadComment;
  /** What the ledger will know it by. */
  key: string;
}

/** A command counts from when it was written. */
export const setBy = ({ comment }: GivenCommand, because?: string): SetBy => ({
  by: comment.author,
  at: comment.at,
  ...(because === undefined ? {} : { because }),
});

/** A command that changes nothing. */
export const answered = (given: GivenCommand, reply: Reply): DecidedCommand => ({
  ...aboutOf(given.at),
  kind: 'command',
  facts: factsOf(given, reply),
});

/** Nobody is let through and nobody refused: what has to be mended first is said, and whoever wants it still writes it again. */
export const undecided = (given: GivenCommand, { unknown: why, next }: Unknown): DecidedCommand => {
  const first = next === undefined ? '' : `: ${neutraliseInline(next, 500)}`;
  return answered(given, {
    says: `This is not decided: ${neutraliseInline(why, 500)}.`,
    next: `Write it again once that is mended${first}`,
  });
};

export const refused = (given: GivenCommand, why: string): DecidedCommand => ({
  ...aboutOf(given.at),
  kind: 'command-refused',
  facts: {
    ...factsOf(given, { says: `**${neutraliseInline(given.comment.author, 60)}** may not. ${why}` }),
    by: given.comment.author,
  },
});

/** Entries without a lane belong to no pipeline: those of the control issue go to its first environment. */
export function aboutOf({ id, lane, pipeline }: CommandThread): Pick<LedgerEntry, 'lane' | 'promotion'> {
  const first = pipeline.stages.find(({ kind }) => kind === 'environment') ?? pipeline.stages[0];
  if (lane !== undefined) return { lane: lane.id, promotion: id };
  return { promotion: id, ...(first === undefined ? {} : { lane: laneId(pipeline.repo, { stage: first.name }) }) };
}

/** `reply` is kept, so that an answer whose outcome is unknown is the same when it is given again. */
export const factsOf = ({ comment }: GivenCommand, reply: Reply): Record<string, unknown> => ({
  v: 1,
  comment: comment.databaseId,
  by: comment.author,
  reply,
});
