import { quietHost } from '../../changelog/describe/links.ts';
import { tooManyKey } from '../../issues/telling-limit.ts';
import type { IssueAddress } from '../../issues/issue-state.ts';
import type { NotTold, Telling } from '../../issues/tell-issues.ts';
import type { WayBack } from '../../issues/told-ranges.ts';
import type { ComponentName } from '../../names.ts';
import type { Message } from '../../promotion/plan-model.ts';
import { neutraliseInline } from '../../text/neutralise.ts';
import { minutes, plural, shortCommit, shortReference } from '../../text/phrases.ts';
import type { ProvenCommit } from '../environment-state.ts';
import type { FollowUpFacts } from '../follow-up-facts.ts';
import type { EntryVerdict, Verdict } from '../verdict.ts';

/** What stands in one list of a comment; the rest is counted. */
const LONGEST_LIST = 100;

const said = (template: string, key: string, model: Message['model']): Message => ({
  template,
  kind: 'said',
  key,
  model,
});

/** What is said of a release that was deployed. */
export interface DeployedNews {
  verdict: Verdict;
  telling: Telling;
  waysBack: WayBack[];
  /** The deployment. */
  url: string;
  /** How long it has to run before anybody is told, where that is still to come. */
  soak?: number;
}

/** What runs now, what was replaced on the way, what was taken back, and whom nobody tells. */
export function deployedComment(
  facts: FollowUpFacts,
  { verdict, telling, waysBack, url, soak }: DeployedNews,
): Message {
  return said('deployed', deployedKey(facts), {
    environment: facts.stage.name,
    url,
    components: verdict.entries.flatMap((one) => (one.state === 'deployed' ? [running(facts, one)] : [])),
    replaced: replaced(facts, verdict),
    wentBack: waysBack.map(wentBack),
    ...(soak === undefined ? {} : { soak: minutes(soak) }),
    ...whoIsTold(facts, telling),
  });
}

export const deployedKey = ({ release }: FollowUpFacts): string => `deployed:${release.number}`;

/** Whom the release told after all, where it had been said to be deployed before. */
export const toldComment = (facts: FollowUpFacts, telling: Telling): Message =>
  said('told', `told:${facts.release.number}`, { environment: facts.stage.name, ...whoIsTold(facts, telling) });

function whoIsTold(facts: FollowUpFacts, { told, notTold }: Telling): Message['model'] {
  const { named, unnamed } = listed(facts, notTold);
  return {
    ...(told === 0 ? {} : { told: plural(told, 'issue') }),
    notTold: named,
    ...(unnamed === 0 ? {} : { unnamed: plural(unnamed, 'issue') }),
  };
}

const wentBack = ({ component, from, to, lost }: WayBack): Record<string, string> => ({
  name: component,
  from: shortCommit(from),
  to: shortCommit(to),
  lost: plural(lost, 'commit no longer runs', 'commits no longer run'),
});

function running({ lane, web }: FollowUpFacts, { entry }: EntryVerdict): Record<string, unknown> {
  const { component, code, digest } = entry;
  const repo = lane.components.find(({ name }) => name === component)?.code;
  return {
    name: component,
    ...(digest === undefined ? {} : { image: shortReference(digest) }),
    ...(code === undefined ? {} : { commit: shortCommit(code) }),
    ...(code === undefined || repo === undefined ? {} : { url: `${web}/${repo}/commit/${code}` }),
  };
}

/** Every component was replaced before it was deployed: by which releases. */
export const supersededComment = (facts: FollowUpFacts, verdict: Verdict): Message =>
  said('superseded', `superseded:${facts.release.number}`, {
    environment: facts.stage.name,
    replaced: replaced(facts, verdict),
  });

function replaced(facts: FollowUpFacts, { entries }: Verdict): { name: ComponentName; by: string; failed: boolean }[] {
  return entries.flatMap((one) => {
    if (one.state !== 'superseded') return [];
    const { component } = one.entry;
    return [{ name: component, by: replacer(facts, component, one.by), failed: one.failed }];
  });
}

function replacer(facts: FollowUpFacts, component: ComponentName, { commit }: ProvenCommit): string {
  const next = replacingRelease(facts, component);
  if (next !== undefined) return `#${next}`;
  return `[\`${shortCommit(commit)}\`](${facts.web}/${facts.lane.repo}/commit/${commit})`;
}

/** The number of the first release after this one that moved the component; a person's commit has none. */
export function replacingRelease(
  { release, releases }: Pick<FollowUpFacts, 'release' | 'releases'>,
  component: ComponentName,
): number | undefined {
  const [next] = releases
    .filter(
      ({ number, at, entries }) =>
        number !== release.number && at >= release.merged.at && entries.some((entry) => entry.component === component),
    )
    .toSorted((a, b) => a.at - b.at);
  return next?.number;
}

/** So many issues that nobody is told unasked. */
export function tooManyComment(facts: FollowUpFacts, { count, named }: NonNullable<Telling['tooMany']>): Message {
  const shown = named.slice(0, LONGEST_LIST);
  const rest = count - shown.length;
  return said('too-many-issues', tooManyKey(facts), {
    environment: facts.stage.name,
    count: plural(count, 'issue'),
    issues: shown.map((issue) => linkTo(facts, issue)),
    ...(rest === 0 ? {} : { rest: shown.length === 0 ? plural(rest, 'issue') : `${rest} more` }),
  });
}

function listed(facts: FollowUpFacts, notTold: NotTold[]): { named: Record<string, unknown>[]; unnamed: number } {
  const sayable = notTold
    .filter(({ issue, component }) => issue !== undefined || component !== undefined)
    .slice(0, LONGEST_LIST);
  return {
    named: sayable.map(({ issue, component, why }) => ({
      about: issue === undefined ? `**${component}**` : markdownLink(linkTo(facts, issue)),
      why: neutraliseInline(why),
    })),
    unnamed: notTold.length - sayable.length,
  };
}

const markdownLink = ({ name, url }: { name: string; url: string }): string => `[${name}](${url})`;

/** Over the redirecting host, so that a release leaves no trace on the issue. */
function linkTo({ web }: FollowUpFacts, { repo, number }: IssueAddress): { name: string; url: string } {
  return { name: `${repo} ${number}`, url: `${quietHost(web)}/${repo}/issues/${number}` };
}
