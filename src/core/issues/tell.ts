import { deploymentLink } from '../environments/deployments/deployment-link.ts';
import type { FollowUpFacts } from '../environments/follow-up-facts.ts';
import type { TellStep } from '../environments/follow-up-model.ts';
import { isLogin } from '../names.ts';
import { readersOf } from '../pipeline/lanes.ts';
import type { LabelRule } from '../pipeline/pipeline.ts';
import type { Message } from '../promotion/plan-model.ts';
import { isAsNarrow } from './audience.ts';
import { announcement, statusComment } from './issue-comments.ts';
import type { IssueState, LabelRef, SaidComment } from './issue-state.ts';
import { takenBack, type TakenBack } from './taken-back.ts';
import { ToldMarker, type ToldRow } from './told-marker.ts';
import type { ToldIssue, ToldPart } from './told-issues.ts';

interface Telling {
  told: ToldIssue;
  issue: IssueState;
}

/**
 * What an issue is told of this release; undefined when it knows. Its status comment says what it was told, so that this goes
 * forward only: a release that is older than the one it knows brings no news.
 */
export function tellIssue(facts: FollowUpFacts, { told, issue }: Telling): TellStep | undefined {
  const { lane, pipeline, release, stage } = facts;
  const before = issue.said.find(({ kind, key }) => kind === 'issue' && key === statusKey(facts));
  const rows = before === undefined ? [] : ToldMarker.parse(before.fields);
  const news = told.parts.filter(({ component }) => !isKnown(rows, { lane, release, component }));
  if (news.length === 0) return before === undefined ? undefined : tellBack(facts, { issue, before, rows });
  const fresh = news.map((part) => rowOf(facts, part, issue));
  // A release that is settled is looked at no more: one that was taken back before it was told says both at once.
  const body = statusComment(facts, {
    issue,
    rows: merged(
      facts,
      rows,
      fresh.map((row) => goneRow(facts, issue, row) ?? row),
    ),
  });
  const runs = news.filter(({ component }) => !takenBack(facts).has(component));
  const announces = stage.environment.announce ?? readersOf(pipeline, stage.name).length === 0;
  const announced = announces && before !== undefined && runs.length > 0 ? announce(facts, issue, runs) : undefined;
  return {
    do: 'tell',
    key: `tell:${pipeline.repo}:${stage.name}:${release.number}`,
    repo: issue.repo,
    issue: { number: issue.number, id: issue.id },
    status: { ...(before === undefined ? {} : { id: before.id }), body },
    ...(announced === undefined ? {} : { announce: announced }),
    ...labelChanges(facts, { told, issue }),
  };
}

/** What the status comment says to run there was taken back: it is edited, and nobody is notified of that. */
function tellBack(
  facts: FollowUpFacts,
  { issue, before, rows }: { issue: IssueState; before: SaidComment; rows: ToldRow[] },
): TellStep | undefined {
  const { pipeline, release, stage } = facts;
  const fresh = rows.flatMap((row) => goneRow(facts, issue, row) ?? []);
  if (fresh.length === 0) return undefined;
  const body = statusComment(facts, { issue, rows: merged(facts, rows, fresh) });
  return {
    do: 'tell',
    key: `tell-back:${pipeline.repo}:${stage.name}:${release.number}`,
    repo: issue.repo,
    issue: { number: issue.number, id: issue.id },
    status: { id: before.id, body },
    add: [],
    remove: [],
    close: false,
  };
}

/** A row of this release with how it was taken back; undefined where it was not, or the row says so already. */
function goneRow(facts: FollowUpFacts, { audience }: IssueState, row: ToldRow): ToldRow | undefined {
  const { lane, release } = facts;
  const isOurs = row.stage === lane.stage && row.release === release.number && row.back === undefined;
  const back = isOurs ? takenBack(facts).get(row.component) : undefined;
  if (back === undefined) return undefined;
  const { at, commit } = back;
  return { ...row, back: isAsNarrow(audience, release.audience) ? { at, ...movedBy(back), commit } : { at } };
}

/** A commit names its author as it likes (promise 7): only what may be a login is said, and a bot's only of our own rollback. */
function movedBy({ by, bySluice }: TakenBack): { by?: string } {
  return isLogin(by) && (bySluice || !by.endsWith('[bot]')) ? { by } : {};
}

/** Whether the issue knows of this very release, by its status comment. */
export function isToldOf(facts: FollowUpFacts, issue: IssueState): boolean {
  const said = issue.said.find(({ kind, key }) => kind === 'issue' && key === statusKey(facts));
  const { lane, release } = facts;
  return ToldMarker.parse(said?.fields ?? {}).some((row) => row.stage === lane.stage && row.release === release.number);
}

const statusKey = ({ pipeline }: FollowUpFacts): string => `issue:${pipeline.repo}`;

const isKnown = (
  rows: ToldRow[],
  { lane, release, component }: Pick<FollowUpFacts, 'lane' | 'release'> & Pick<ToldPart, 'component'>,
): boolean =>
  rows.some((row) => row.stage === lane.stage && row.component === component && row.release >= release.number);

/** The link stays out where the issue's readers could not follow it. */
function rowOf({ lane, release, web }: FollowUpFacts, part: ToldPart, issue: IssueState): ToldRow {
  const { component, commit, at } = part;
  const url = deploymentLink({ web, repo: lane.repo, stage: lane.stage }, part);
  const row = { stage: lane.stage, component, commit, at, release: release.number };
  return isAsNarrow(issue.audience, release.audience) ? { ...row, url } : row;
}

/** In the order of the pipeline; stages and components that it no longer has go last, as they were. */
function merged({ pipeline }: FollowUpFacts, old: ToldRow[], fresh: ToldRow[]): ToldRow[] {
  const isReplaced = (row: ToldRow): boolean =>
    fresh.some(({ stage, component }) => stage === row.stage && component === row.component);
  const stages = pipeline.stages.map(({ name }) => name);
  const components = pipeline.components.map(({ name }) => name);
  const place = <T>(names: T[], name: T): number => (names.includes(name) ? names.indexOf(name) : names.length);
  return [...old.filter((row) => !isReplaced(row)), ...fresh].sort(
    (a, b) =>
      place(stages, a.stage) - place(stages, b.stage) ||
      place(components, a.component) - place(components, b.component),
  );
}

function announce(facts: FollowUpFacts, issue: IssueState, news: ToldPart[]): Message | undefined {
  const { pipeline, stage } = facts;
  const what = news.map(({ component, value }) => `${component}:${value.replace(/^sha256:/, '').slice(0, 16)}`);
  const key = `announce:${pipeline.repo}:${stage.name}:${what.join(',')}`;
  if (issue.said.some((said) => said.kind === 'announce' && said.key === key)) return undefined;
  return announcement(facts, { issue, key, rows: news.map((part) => rowOf(facts, part, issue)) });
}

function labelChanges(
  { pipeline, stage }: FollowUpFacts,
  { told, issue }: Telling,
): Pick<TellStep, 'add' | 'remove' | 'close'> {
  const held = (name: string): LabelRef | undefined => issue.labels.find((label) => isSame(label.name, name));
  const rules = pipeline.issues.labels.filter(({ label, when }) => when === stage.name && held(label) !== undefined);
  const moves = rules.flatMap(({ label, becomes }) =>
    becomes === undefined || isSame(label, becomes) ? [] : [{ label, becomes }],
  );
  const add = [...new Set(moves.map(({ becomes }) => becomes))].filter((name) => held(name) === undefined);
  return {
    add: add.map((name) => issue.known.find((label) => isSame(label.name, name)) ?? { name }),
    remove: moves.flatMap(({ label }) => held(label) ?? []),
    close: told.closing && issue.state === 'open' && rules.some(({ close }) => close),
  };
}

/** GitHub's labels ignore case. */
const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** The labels that a stage may set on issues: their ids are looked up. */
export const labelsToSet = (rules: LabelRule[], stage: LabelRule['when']): string[] =>
  rules.flatMap(({ when, becomes }) => (when === stage && becomes !== undefined ? [becomes] : []));
