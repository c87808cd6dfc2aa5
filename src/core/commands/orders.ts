import type { Order } from '../controls/controls.ts';
import type { CommitSha, Instant } from '../names.ts';
import { shortCommit } from '../text/phrases.ts';
import type { Reply } from './command.ts';

export interface OrderedAt {
  head: CommitSha;
  by: string;
  at: Instant;
  because?: string;
}

/** What a command about the open pull request makes the lane do, and what its author is told. */
export function orderOf(does: Order['do'], { head, by, at, because }: OrderedAt): { order: Order; reply: Reply } {
  const order: Order = { do: does, head, by, at, ...(because === undefined ? {} : { because }) };
  return { order, reply: { says: SAYS[does](shortCommit(head)) } };
}

const SAYS: Record<Order['do'], (head: string) => string> = {
  adopt: (head) =>
    `What people pushed stays: the branch is taken as it is at \`${head}\`, and later changes go on top. Somebody else than who pushed has to approve it.`,
  rebuild: (head) =>
    `What people pushed is discarded: the branch is written anew, unless it has moved on from \`${head}\`.`,
  resume: (head) => `It is merged as it stands at \`${head}\` as soon as every gate is open.`,
  refresh: (head) =>
    `What is ready now is taken into this pull request, in place of what it holds at \`${head}\`. Approvals of that fall with it.`,
  promote: (head) =>
    `Schedule, soak and window are waived for what it holds at \`${head}\`. Freezes, holds, approvals and checks are not.`,
};
