import {
  commitSha,
  componentName,
  isCommitSha,
  isDigest,
  isPlainName,
  isRepoName,
  repoName,
  stageName,
} from '../names.ts';
import type { CommitSha, ComponentName, Digest, RepoName, StageName } from '../names.ts';

/** Where a commit of ours comes from. It lives in the trailers of the commit, so that it can be rebuilt from git alone. */
export interface Lineage {
  lane: { stage: StageName; component?: ComponentName };
  /** The pipeline file that was in force: its repository, and the commit of it that was read. */
  pipeline: { repo: RepoName; commit: CommitSha };
  /** Each component at most once, in the order they were written. */
  entries: LineageEntry[];
}

/** One component's move. */
export interface LineageEntry {
  component: ComponentName;
  /** The commit of the code repository. */
  code?: CommitSha;
  /** The commit whose CI built the image. */
  built?: CommitSha;
  digest?: Digest;
  /** What the pin held before. */
  from?: CommitSha | Digest;
}

const REFERENCES = ['code', 'built', 'digest', 'from'] as const;
const TRAILER = /^([A-Za-z0-9-]+): ?(.*)$/;

/** Not our text, or not as we write it; inside this file only. */
const MALFORMED = Symbol('malformed');
type Read<T> = T | typeof MALFORMED;

function format(lineage: Lineage): string {
  const { lane, pipeline } = lineage;
  return [
    ...lineage.entries.map((entry) => `Sluice-Entry: ${formatEntry(entry)}`),
    `Sluice-Lane: ${lane.component === undefined ? lane.stage : `${lane.stage}/${lane.component}`}`,
    `Sluice-Pipeline: ${pipeline.repo}@${pipeline.commit}`,
  ].join('\n');
}

function formatEntry(entry: LineageEntry): string {
  const references = REFERENCES.filter((name) => entry[name] !== undefined).map((name) => `${name}=${entry[name]}`);
  return [entry.component, ...references].join(' ');
}

function parse(message: string): Lineage | undefined {
  const trailers = lastParagraph(message).map((line) => TRAILER.exec(line));
  if (!trailers.every((trailer) => trailer !== null)) return undefined;
  const values = (key: string): string[] => trailers.filter((found) => found[1] === key).map((found) => found[2] ?? '');
  const [lane, ...moreLanes] = values('Sluice-Lane').map(parseLane);
  const [pipeline, ...morePipelines] = values('Sluice-Pipeline').map(parsePipeline);
  const entries = values('Sluice-Entry').map(parseEntry);
  if (!isRead(lane) || !isRead(pipeline) || !entries.every(isRead)) return undefined;
  const components = new Set(entries.map(({ component }) => component));
  if (moreLanes.length + morePipelines.length > 0 || components.size < entries.length) return undefined;
  return { lane, pipeline, entries };
}

const isRead = <T>(value: Read<T> | undefined): value is T => value !== undefined && value !== MALFORMED;

/** Git reads trailers from the last paragraph alone; whatever stands above it may be foreign text. */
const lastParagraph = (message: string): string[] =>
  (
    message
      .replaceAll('\r\n', '\n')
      .trimEnd()
      .split(/\n[ \t]*\n/)
      .at(-1) ?? ''
  ).split('\n');

function parseLane(text: string): Read<Lineage['lane']> {
  const [stage = '', component, ...more] = text.trim().split('/');
  if (!isPlainName(stage) || more.length > 0) return MALFORMED;
  if (component === undefined) return { stage: stageName(stage) };
  return isPlainName(component) ? { stage: stageName(stage), component: componentName(component) } : MALFORMED;
}

function parsePipeline(text: string): Read<Lineage['pipeline']> {
  const [repo = '', commit = '', ...more] = text.trim().split('@');
  return isRepoName(repo) && isCommitSha(commit) && more.length === 0
    ? { repo: repoName(repo), commit: commitSha(commit) }
    : MALFORMED;
}

function parseEntry(text: string): Read<LineageEntry> {
  const [component = '', ...fields] = text.trim().split(/ +/);
  if (!isPlainName(component)) return MALFORMED;
  const entry: LineageEntry = { component: componentName(component) };
  const seen = new Set<string>();
  for (const field of fields) {
    const [name = '', value = '', ...more] = field.split('=');
    if (more.length > 0 || seen.has(name) || !take(entry, name, value)) return MALFORMED;
    seen.add(name);
  }
  return entry;
}

/** False when a name we know holds what it cannot hold; a name from a later release is passed over. */
function take(entry: LineageEntry, name: string, value: string): boolean {
  if (name === 'code' || name === 'built') {
    if (!isCommitSha(value)) return false;
    entry[name] = value;
  } else if (name === 'digest') {
    if (!isDigest(value)) return false;
    entry.digest = value;
  } else if (name === 'from') {
    if (!isCommitSha(value) && !isDigest(value)) return false;
    entry.from = value;
  }
  return true;
}

/** The trailer block of a commit message of ours, and back from a whole message; anything malformed is not ours. */
export const Lineage = { format, parse };
