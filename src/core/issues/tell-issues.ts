import { isKnown } from '../answer.ts';
import type { FollowUpFacts } from '../environments/follow-up-facts.ts';
import type { TellStep } from '../environments/follow-up-model.ts';
import type { ComponentName, RepoName } from '../names.ts';
import type { Consent } from '../pipeline/joining-file.ts';
import type { OpenQuestions } from '../environments/open-questions.ts';
import type { Verdict } from '../environments/verdict.ts';
import { isAsNarrow } from './audience.ts';
import type { AbsentIssue, IssueAddress, IssueLook, IssueState } from './issue-state.ts';
import { tellIssue } from './tell.ts';
import { issuesIn, type ToldIssue } from './told-issues.ts';
import { rangeOf, type RangeResult, type ToldRange } from './told-ranges.ts';

/** Who is told of a release that was deployed. */
export interface Telling {
  steps: TellStep[];
  /** Who is not told and why, in words for the release's readers. */
  notTold: NotTold[];
  /** So many at once that nobody is told, as they may be named to the release's readers. */
  tooMany?: { count: number; named: IssueAddress[] };
  /** Why something that decides could not be read. */
  unread?: string;
}

/** An issue, a component of which nobody is told, or neither where the name is not for the release's readers. */
export interface NotTold {
  issue?: IssueAddress;
  component?: ComponentName;
  why: string;
}

/** What GitHub will not show for two days is told to nobody. */
const PATIENCE = 48 * 60 * 60_000;

/** GitHub takes 80 comments a minute, and nobody wants 200 mails of one release unasked. */
const MOST_AT_ONCE = 50;

/** The issues of everything that the release brought, each told on its own: one that cannot be read holds no other. */
export function tellIssues(facts: FollowUpFacts, { entries }: Verdict, open: OpenQuestions): Telling {
  const results = entries.flatMap((entry) => (entry.state === 'deployed' ? [rangeOf(facts, entry, open)] : []));
  const looked = issuesIn(results.filter(isRange)).flatMap((told) => {
    const look = open.issue(told.address);
    return look === undefined ? [] : [{ told, look }];
  });
  const sorted = looked.flatMap(({ told, look }) => (isKnown(look) ? [sort(facts, told, look.known)] : []));
  const unread = [
    ...results.flatMap((result) => (result !== undefined && 'unread' in result ? [result.unread] : [])),
    ...looked.flatMap(({ look }) => (isKnown(look) ? [] : [look.unknown])),
  ];
  const mayStillCome = unread.length > 0 && facts.now < facts.release.merged.at + PATIENCE;
  const givenUp = mayStillCome ? [] : unread.map((why): NotTold => ({ why }));
  return {
    ...limited(
      facts,
      sorted.flatMap((one) => ('tell' in one ? [one] : [])),
    ),
    notTold: [...silenced(results), ...sorted.flatMap((one) => ('notTold' in one ? [one.notTold] : [])), ...givenUp],
    ...(mayStillCome ? { unread: unread.join('; ') } : {}),
  };
}

const silenced = (results: RangeResult[]): NotTold[] =>
  results.flatMap((result) =>
    result !== undefined && 'silent' in result ? [{ component: result.component, why: result.silent }] : [],
  );

const isRange = (result: RangeResult): result is ToldRange => result !== undefined && 'changelog' in result;

type Sorted = { tell: TellStep; issue: IssueState } | { notTold: NotTold } | { knows: true };

function sort(facts: FollowUpFacts, told: ToldIssue, look: IssueLook): Sorted {
  if (look.absent === 'pull-request') return { knows: true };
  const why = obstacle(facts, look);
  if (why !== undefined)
    return { notTold: { ...(mayName(facts, told.address, look) ? { issue: told.address } : {}), why } };
  const tell = look.absent === undefined ? tellIssue(facts, { told, issue: look }) : undefined;
  return tell === undefined || look.absent !== undefined ? { knows: true } : { tell, issue: look };
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

const hasJoined = (repo: RepoName, consent: Consent, pipeline: RepoName): boolean =>
  repo.toLowerCase() === pipeline.toLowerCase() ||
  ('to' in consent && consent.to.toLowerCase() === pipeline.toLowerCase());

function limited(
  facts: FollowUpFacts,
  wanted: { tell: TellStep; issue: IssueState }[],
): Pick<Telling, 'steps' | 'tooMany'> {
  const wasTooMany = facts.release.said.includes(tooManyKey(facts));
  if (wanted.length <= MOST_AT_ONCE && !wasTooMany) return { steps: wanted.map(({ tell }) => tell) };
  const named = wanted
    .filter(({ issue }) => mayName(facts, issue, issue))
    .map(({ issue: { repo, number } }) => ({ repo, number }));
  return { steps: [], tooMany: { count: wanted.length, named } };
}

/** The comment that lists them; once it was said, they wait for a person's word however few they become. */
export const tooManyKey = ({ release }: FollowUpFacts): string => `too-many-issues:${release.number}`;
