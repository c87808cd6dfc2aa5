import { describeHidden } from '../../changelog/describe/describe-changelog.ts';
import {
  fitChangelog,
  roomOfChangelog,
  type DescribedChangelog,
  type Description,
  type Fit,
} from '../../changelog/describe/fit-changelog.ts';
import { fitting, roomOf, shares } from '../../changelog/describe/room.ts';
import type { Facts } from '../facts.ts';
import type { Entry } from '../moves/moves.ts';
import type { Snapshot } from '../snapshot.ts';
import { mayShow } from './may-show.ts';

/** What the templates write around one component's changelog: its heading, and what it lacks. */
const AROUND = 48;

interface ToTell {
  fit: Fit;
  /** Room of what stands around it, and of it in one line. */
  head: number;
  line: number;
}

/**
 * The changelogs of as many components as fit, from the first on, each with as much as there is room for: first each has its one
 * line; then what is left is shared, so that a long one takes nothing from the short; and what nobody used of that goes to the
 * first that can tell more with it.
 */
export function changelogsOf(
  { facts, here }: { facts: Facts; here: Snapshot },
  entries: Entry[],
  room: number,
): DescribedChangelog[] {
  const told = fitting(
    entries.map((entry) => toTell({ facts, here }, entry, entries.length > 1)),
    room,
    { of: ({ head, line }) => head + line },
  );
  const left = room - total(told.map(({ head, line }) => head + line));
  const given = shares(
    told.map(({ fit, line }) => roomOfChangelog(fit(Infinity)) - line),
    left,
  );
  const shared = told.map(({ fit, line }, index) => fit(line + (given[index] ?? 0)));
  let unused = room - total(told.map(({ head }) => head)) - total(shared.map(roomOfChangelog));
  return told.map(({ fit, line }, index) => {
    const has = shared[index] === undefined ? line : roomOfChangelog(shared[index]);
    const described = fit(has + unused);
    unused -= roomOfChangelog(described) - has;
    return described;
  });
}

function toTell({ facts, here }: { facts: Facts; here: Snapshot }, entry: Entry, isOneOfMany: boolean): ToTell {
  const fit = mayShow(entry, here, facts.lane.pipeline)
    ? fitChangelog(entry.changelog, { ...descriptionOf(facts, entry), isOneOfMany })
    : (): DescribedChangelog => describeHidden(entry.changelog);
  return { fit, head: AROUND + roomOf(entry.component), line: roomOfChangelog(fit(0)) };
}

function descriptionOf({ lane, page, policy, web }: Facts, { component, from, to }: Entry): Description {
  const full =
    page === undefined ? {} : { full: `${page}/changelog/${lane.pipeline}/${component}/${from.code}...${to.code}` };
  return { web, style: policy.changelog, ...full };
}

const total = (parts: number[]): number => parts.reduce((sum, part) => sum + part, 0);
