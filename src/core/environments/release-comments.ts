import { quietHost } from '../changelog/describe.ts';
import type { ComponentName } from '../names.ts';
import { tooManyKey, type NotTold, type Telling } from '../issues/tell-issues.ts';
import type { IssueAddress } from '../issues/issue-state.ts';
import type { Message } from '../promotion/plan-model.ts';
import { neutraliseInline } from '../text/neutralise.ts';
import { plural, shortCommit, shortReference } from '../text/phrases.ts';
import type { ProvenCommit } from './environment-state.ts';
import type { FollowUpFacts } from './follow-up-facts.ts';
import type { EntryVerdict, Verdict } from './verdict.ts';

/** What stands in one list of a comment; the rest is counted. */
const LONGEST_LIST = 100;

const said = (template: string, key: string, model: Message['model']): Message => ({
  template,
  kind: 'said',
  key,
  model,
});

/** What runs now, what was replaced on the way, and whom nobody tells. `url`: the deployment. */
export function deployedComment(
  facts: FollowUpFacts,
  { verdict, telling, url }: { verdict: Verdict; telling: Telling; url: string },
): Message {
  const { release, stage } = facts;
  const { named, unnamed } = listed(facts, telling.notTold);
  return said('deployed', `deployed:${release.number}`, {
    environment: stage.name,
    url,
    components: verdict.entries.flatMap((one) => (one.state === 'deployed' ? [running(facts, one)] : [])),
    replaced: replaced(facts, verdict),
    ...(telling.steps.length === 0 ? {} : { told: plural(telling.steps.length, 'issue') }),
    notTold: named,
    ...(unnamed === 0 ? {} : { unnamed: plural(unnamed, 'issue') }),
  });
}

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

function replaced(facts: FollowUpFacts, { entries }: Verdict): { name: ComponentName; by: string }[] {
  return entries.flatMap((one) =>
    one.state === 'superseded' ? [{ name: one.entry.component, by: replacer(facts, one.entry.component, one.by) }] : [],
  );
}

/** The first release after this one that moved it; a person's commit has no release. */
function replacer(
  { lane, release, releases, web }: FollowUpFacts,
  component: ComponentName,
  proof: ProvenCommit,
): string {
  const [next] = releases
    .filter(
      ({ number, at, entries }) =>
        number !== release.number && at >= release.merged.at && entries.some((entry) => entry.component === component),
    )
    .toSorted((a, b) => a.at - b.at);
  if (next !== undefined) return `#${next.number}`;
  return `[\`${shortCommit(proof.commit)}\`](${web}/${lane.repo}/commit/${proof.commit})`;
}

/** `url`: where people see how it went. */
export function failedComment(
  facts: FollowUpFacts,
  { verdict, url }: { verdict: Verdict; url: string },
): Message | undefined {
  const failed = verdict.entries.filter((one) => one.state === 'failed');
  const [first] = failed;
  if (first === undefined) return undefined;
  const { commit, description } = first.failure;
  const names = failed.map(({ entry }) => entry.component);
  const owners = facts.lane.components
    .filter(({ name }) => names.includes(name))
    .flatMap((component) => component.owners);
  return said('deploy-failed', `deploy-failed:${facts.release.number}:${commit}`, {
    environment: facts.stage.name,
    commit: shortCommit(commit),
    components: names,
    url,
    ...(description === undefined || description.trim() === '' ? {} : { description: neutraliseInline(description) }),
    owners: [...new Set(owners)].map(quietName),
  });
}

const OWNER = /^@?[\w-]+(?:\/[\w.-]+)?$/;

/** In code nobody is notified. */
const quietName = (owner: string): string => (OWNER.test(owner) ? `\`${owner}\`` : neutraliseInline(owner));

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
