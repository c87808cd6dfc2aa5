import { isKnown } from '../answer.ts';
import type { FollowUpFacts } from '../environments/follow-up-facts.ts';
import type { TellStep } from '../environments/follow-up-model.ts';
import { issueKey, type OpenQuestions } from '../environments/open-questions.ts';
import type { Verdict } from '../environments/verdict.ts';
import type { ComponentName, Instant, RepoName } from '../names.ts';
import { hasJoined } from '../pipeline/joining/consent.ts';
import { isAsNarrow } from './audience.ts';
import type { AbsentIssue, IssueAddress, IssueLook, IssueState } from './issue-state.ts';
import { takenBack } from './taken-back.ts';
import { isToldOf, tellIssue } from './tell.ts';
import { limited } from './telling-limit.ts';
import { issuesIn, type ToldIssue } from './told-issues.ts';
import { rangeOf, type RangeResult, type ToldRange } from './told-ranges.ts';

/** Who is told of a release that was deployed. */
export interface Telling {
  steps: TellStep[];
  /** How many issues know of it. */
  told: number;
  /** Who is not told and why, in words for the release's readers. */
  notTold: NotTold[];
  /** So many at once that nobody is told, as they may be named to the release's readers. */
  tooMany?: { count: number; named: IssueAddress[] };
  /** Why something that decides could not be read. */
  unread?: string;
  /** When those that GitHub has refused just now are tried again. */
  again?: Instant;
  /** Some may have been told and may not: the next look sees. */
  open: boolean;
}

/** An issue, a component of which nobody is told, or neither where the name is not for the release's readers. */
export interface NotTold {
  issue?: IssueAddress;
  component?: ComponentName;
  why: string;
}

const MINUTE = 60_000;

/** What GitHub will not show for two days is told to nobody. */
const PATIENCE = 48 * 60 * MINUTE;

/** What GitHub refuses is tried again as often, and as long: a label may have gone since the look, or a permission be on its way. */
const REFUSED_AGAIN = 5 * MINUTE;
const REFUSED_FOR = 15 * MINUTE;

/** The issues of everything that the release brought, each told on its own: one that cannot be read holds no other. */
export function tellIssues(facts: FollowUpFacts, { entries }: Verdict, open: OpenQuestions): Telling {
  const results = entries.flatMap((entry) => (entry.state === 'deployed' ? [rangeOf(facts, entry, open)] : []));
  return tellEach(facts, { issues: issuesIn(results.filter(isRange)), results }, open);
}

/** Those that a settled release has told: nothing of it is news to them but that it was taken back. */
export function takeBackTold(facts: FollowUpFacts, open: OpenQuestions): Telling {
  const issues = (facts.settled ?? []).map((address): ToldIssue => ({ address, closing: false, parts: [] }));
  return tellEach(facts, { issues, results: [] }, open);
}

function tellEach(
  facts: FollowUpFacts,
  { issues, results }: { issues: ToldIssue[]; results: RangeResult[] },
  open: OpenQuestions,
): Telling {
  const looked = issues.flatMap((told) => {
    const look = open.issue(told.address);
    return look === undefined ? [] : [{ told, look }];
  });
  const sorted = looked.flatMap(({ told, look }) => (isKnown(look) ? [sort(facts, told, look.known)] : []));
  const unread = [
    ...results.flatMap((result) => (result !== undefined && 'unread' in result ? [result.unread] : [])),
    ...looked.flatMap(({ look }) => (isKnown(look) ? [] : [look.unknown])),
  ];
  const mayStillCome = unread.length > 0 && facts.now < lastChange(facts) + PATIENCE;
  const givenUp = mayStillCome ? [] : unread.map((why): NotTold => ({ why }));
  const again = sorted.flatMap((one) => ('again' in one ? [one.again] : []));
  return {
    ...limited(
      facts,
      sorted.flatMap((one) => ('step' in one ? [one] : [])),
    ),
    told: sorted.filter((one) => 'told' in one).length,
    notTold: [...silenced(results), ...sorted.flatMap((one) => ('notTold' in one ? [one.notTold] : [])), ...givenUp],
    open: sorted.some((one) => 'open' in one),
    ...(mayStillCome ? { unread: unread.join('; ') } : {}),
    ...(again.length === 0 ? {} : { again: Math.min(...again) }),
  };
}

const lastChange = (facts: FollowUpFacts): Instant =>
  Math.max(facts.release.merged.at, ...[...takenBack(facts).values()].map(({ seen }) => seen ?? 0));

const silenced = (results: RangeResult[]): NotTold[] =>
  results.flatMap((result) =>
    result !== undefined && 'silent' in result ? [{ component: result.component, why: result.silent }] : [],
  );

const isRange = (result: RangeResult): result is ToldRange => result !== undefined && 'changelog' in result;

type Sorted =
  | { step: TellStep; repo: RepoName; number: number; mayBeNamed: boolean }
  | { notTold: NotTold }
  | { told: true }
  | { open: true }
  | { again: Instant }
  | { passedOver: true };

function sort(facts: FollowUpFacts, told: ToldIssue, look: IssueLook): Sorted {
  if (look.absent === 'pull-request') return { passedOver: true };
  const mayBeNamed = mayName(facts, told.address, look);
  const notTold = (why: string): Sorted => ({ notTold: { ...(mayBeNamed ? { issue: told.address } : {}), why } });
  const why = obstacle(facts, look);
  if (why !== undefined || look.absent !== undefined) return notTold(why ?? '');
  const tried = facts.tells.get(issueKey(told.address));
  if (tried === 'told') return { told: true };
  if (tried === 'open') return { open: true };
  const step = tellIssue(facts, { told, issue: look });
  if (step === undefined) return isToldOf(facts, look) ? { told: true } : { passedOver: true };
  const refusal = refused(facts, told.address, tried);
  if (refusal === undefined) return { step, repo: look.repo, number: look.number, mayBeNamed };
  return 'again' in refusal ? refusal : notTold(`GitHub refused it: ${refusal.because}`);
}

/**
 * Undefined: it may be tried. A refusal is final after a while, and what was given up is tried once more when a person asks for
 * it afterwards.
 */
function refused(
  { now, refusals, tellAsked = 0 }: FollowUpFacts,
  address: IssueAddress,
  tried: { refused: string } | undefined,
): { again: Instant } | { because: string } | undefined {
  const before = refusals.get(issueKey(address));
  const until = Math.max(before?.since ?? now, tellAsked) + REFUSED_FOR;
  if (tried !== undefined)
    return now + REFUSED_AGAIN <= until ? { again: now + REFUSED_AGAIN } : { because: tried.refused };
  return before !== undefined && now >= until ? { because: before.because } : undefined;
}

const ABSENT: Record<AbsentIssue['absent'], string> = {
  gone: 'it was deleted or moved away',
  unseen: 'Sluice is not installed on its repository',
};

function obstacle({ pipeline }: FollowUpFacts, look: IssueState | AbsentIssue): string | undefined {
  if (look.absent !== undefined) return ABSENT[look.absent];
  if (!hasJoined(look.repo, look.consent, pipeline.repo)) return `its repository has not joined ${pipeline.repo}`;
  if (look.archived) return 'its repository is archived';
  return look.locked ? 'its conversation is locked' : undefined;
}

/** A name that is not public is for those who read its own repository, and for a pipeline that it has joined (promise 7). */
function mayName(
  { pipeline, release }: FollowUpFacts,
  address: IssueAddress,
  { audience, consent }: Pick<AbsentIssue, 'audience' | 'consent'>,
): boolean {
  if (audience === 'public') return true;
  if (audience === undefined || consent === undefined || !isAsNarrow(release.audience, audience)) return false;
  return hasJoined(address.repo, consent, pipeline.repo);
}
