import type { FollowUpFacts } from '../environments/follow-up-facts.ts';
import type { Instant } from '../names.ts';
import { changesOf } from '../promotion/change-id.ts';
import type { Message } from '../promotion/plan-model.ts';
import { list, shortCommit } from '../text/phrases.ts';
import type { IssueState } from './issue-state.ts';
import { ToldMarker, type ToldRow } from './told-marker.ts';

/** The one comment that is edited as the change advances; its marker carries the rows, so that the next edit has them all. */
export function statusComment(facts: FollowUpFacts, { issue, rows }: { issue: IssueState; rows: ToldRow[] }): Message {
  const runs = rows.filter(({ back }) => back === undefined);
  const environments = [...new Set(runs.map(({ stage }) => `**${stage}**`))];
  const gone = [...new Set(rows.map(({ stage }) => `**${stage}**`))].filter((stage) => !environments.includes(stage));
  return {
    template: 'issue-status',
    kind: 'issue',
    key: `issue:${facts.pipeline.repo}`,
    fields: ToldMarker.format(rows),
    model: {
      ...(environments.length === 0 ? {} : { environments: list(environments) }),
      ...(gone.length === 0 ? {} : { gone: list(gone) }),
      rows: rows.map((row) => describeRow(facts, row, issue)),
      changes: namesOf(rows),
    },
  };
}

/** A comment of its own, since nobody is notified of an edit. */
export function announcement(
  facts: FollowUpFacts,
  { issue, key, rows }: { issue: IssueState; key: string; rows: ToldRow[] },
): Message {
  const { stage } = facts;
  return {
    template: 'issue-announce',
    kind: 'announce',
    key,
    model: {
      environment: stage.name,
      rows: rows.map((row) => describeRow(facts, row, issue)),
      changes: namesOf(rows),
    },
  };
}

/** As the pull requests that carried them name them, and the log and the page do. */
const namesOf = (rows: ToldRow[]): string[] =>
  changesOf(rows.map(({ component, commit }) => ({ component, code: commit })));

function describeRow(facts: FollowUpFacts, row: ToldRow, issue: IssueState): Record<string, unknown> {
  const { pipeline, web } = facts;
  const { stage, component, commit, at, url, back } = row;
  const code = pipeline.components.find(({ name }) => name === component)?.code;
  // Only a commit beside the issue is surely visible to whoever reads the issue.
  const isBeside = code?.toLowerCase() === issue.repo.toLowerCase();
  return {
    environment: stage,
    component,
    commit: isBeside ? `[\`${shortCommit(commit)}\`](${web}/${code}/commit/${commit})` : `\`${shortCommit(commit)}\``,
    since: minute(at),
    ...(url === undefined ? {} : { url }),
    ...(back === undefined ? {} : { back: backWords(facts, row, back) }),
  };
}

/** `2026-07-01 10:00 UTC by grace in abc1234`. */
function backWords(
  { pipeline, web }: FollowUpFacts,
  { stage }: ToldRow,
  { at, by, commit }: NonNullable<ToldRow['back']>,
): string {
  const repo = pipeline.stages.find(({ name }) => name === stage)?.repo;
  const link = commit === undefined || repo === undefined ? undefined : `${web}/${repo}/commit/${commit}`;
  const person = by === undefined ? '' : by.endsWith('[bot]') ? ' by a rollback' : ` by ${by}`;
  return `${minute(at)}${person}${link === undefined ? '' : ` in [\`${shortCommit(commit ?? '')}\`](${link})`}`;
}

/** `2026-07-01 10:00 UTC`. */
const minute = (at: Instant): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
