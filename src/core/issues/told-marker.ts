import { isPlainAddress } from '../environments/deployments/deployment-link.ts';
import {
  isCommitSha,
  isLogin,
  isPlainName,
  type CommitSha,
  type ComponentName,
  type Instant,
  type StageName,
} from '../names.ts';

/** One line of an issue's status comment: a component's change as it arrived in an environment. */
export interface ToldRow {
  stage: StageName;
  component: ComponentName;
  /** The code commit that runs there. */
  commit: CommitSha;
  /** Since when. */
  at: Instant;
  /** Number of the release's pull request: later releases have larger ones. */
  release: number;
  /** The deployment, where the readers may see it. */
  url?: string;
  /** It was taken back there: since when, and by whom and which commit where the readers may know. */
  back?: { at: Instant; by?: string; commit?: CommitSha };
}

const FIELD = 'told';

/** The rows as fields of the comment's marker. */
function format(rows: readonly ToldRow[]): Record<string, string> {
  const written = rows.map(({ stage, component, commit, at, release, url, back }) => [
    stage,
    component,
    commit,
    at,
    release,
    ...(url === undefined && back === undefined ? [] : [url ?? null]),
    ...(back === undefined ? [] : [back]),
  ]);
  return { [FIELD]: JSON.stringify(written) };
}

/** The rows that a marker carries, in their order; what does not read as one is left out. */
function parse(fields: Readonly<Record<string, string>>): ToldRow[] {
  let written: unknown;
  try {
    written = JSON.parse(fields[FIELD] ?? '[]');
  } catch {
    return [];
  }
  return Array.isArray(written) ? written.flatMap((row) => rowOf(row) ?? []) : [];
}

function rowOf(row: unknown): ToldRow | undefined {
  if (!Array.isArray(row)) return undefined;
  const [stage, component, commit, at, release, url, back] = row as unknown[];
  if (!isText(stage) || !isPlainName(stage) || !isText(component) || !isPlainName(component)) return undefined;
  if (!isText(commit) || !isCommitSha(commit) || !Number.isSafeInteger(at) || !Number.isSafeInteger(release))
    return undefined;
  return {
    stage: stage as StageName,
    component: component as ComponentName,
    commit,
    at: at as number,
    release: release as number,
    // People who may write can edit the comment, and our App stays its author.
    ...(isText(url) && isPlainAddress(url) ? { url } : {}),
    ...backOf(back),
  };
}

function backOf(written: unknown): Pick<ToldRow, 'back'> {
  if (typeof written !== 'object' || written === null || !('at' in written)) return {};
  const { at, by, commit } = written as Record<string, unknown>;
  if (!Number.isSafeInteger(at)) return {};
  return {
    back: {
      at: at as number,
      ...(isText(by) && isLogin(by) ? { by } : {}),
      ...(isText(commit) && isCommitSha(commit) ? { commit } : {}),
    },
  };
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** What an issue was told, kept in its status comment's own marker so that it survives the loss of the store. */
export const ToldMarker = { format, parse };
