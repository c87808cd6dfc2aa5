import { readControlBody } from '../../core/controls/control-issue.ts';
import type { Controls, Freeze, Hold } from '../../core/controls/controls.ts';
import { ToldMarker } from '../../core/issues/told-marker.ts';
import { repoName } from '../../core/names.ts';
import { Marker } from '../../core/text/markers.ts';
import { latestStatuses } from '../../forge/domain/policy.ts';
import { isOurs, labelsOf, ourMarkers, threadsOf, type EndedWorld, type Thread } from './ended-world.ts';

/** What threads say in the end. */
export interface Threads {
  /** People's issues: state, labels, kinds of comments and told environments. */
  issues: string[];
  /** People's pull requests: state, labels, and what is said of the pipeline file of those that are open. */
  proposals: string[];
  /** What people set and what has not been lifted, as the control issues carry it. */
  controls: string[];
  /** Each command and what came of it. */
  commands: string[];
}

export function threadFacts(world: EndedWorld): Threads {
  const threads = threadsOf(world);
  const theirs = threads.filter(({ issue }) => !isOurs(world, issue));
  return {
    issues: theirs
      .filter(({ issue }) => issue.kind === 'issue')
      .map((thread) => issueLine(world, thread))
      .sort(),
    proposals: theirs.flatMap((thread) => proposalLine(thread) ?? []).sort(),
    controls: threads.flatMap((thread) => controlsIn(world, thread)).sort(),
    commands: threads.flatMap((thread) => commandsOn(world, thread)).sort(),
  };
}

const unique = (words: string[]): string => [...new Set(words)].sort().join(' ');

/**
 * How many comments of a kind there are depends on how merges were grouped; that none is there twice is said elsewhere. And the
 * first environment to tell an issue announces nothing besides: which one that is depends on the order.
 */
function issueLine(world: EndedWorld, thread: Thread): string {
  const markers = ourMarkers(world, thread);
  const rows = markers.flatMap((marker) => ToldMarker.parse(marker));
  const stages = new Set(rows.map(({ stage }) => stage));
  const said = unique(markers.map(({ kind }) => kind).filter((kind) => kind !== 'announce' || stages.size === 1));
  const told = unique(rows.map(({ stage, back }) => `${stage}${back === undefined ? '' : '(back)'}`));
  return `${thread.name}: ${thread.issue.state}, [${labelsOf(thread).join(' ')}], said ${said}, told ${told}`;
}

function proposalLine(thread: Thread): string | undefined {
  if (thread.issue.kind !== 'pull') return undefined;
  const state = thread.issue.merged === undefined ? thread.issue.state : 'merged';
  return `${thread.name}: ${state}, [${labelsOf(thread).join(' ')}]${reviewOn(thread)}`;
}

function reviewOn({ issue, repo }: Thread): string {
  if (issue.kind !== 'pull' || issue.state !== 'open') return '';
  const review = latestStatuses(repo, issue.headOid).find(({ context }) => context === 'sluice/pipeline');
  return review === undefined ? '' : `, pipeline file: ${review.state}`;
}

/** A control issue as a Sluice that begins with nothing would read it. */
function controlsIn(world: EndedWorld, { issue, repoName: at }: Thread): string[] {
  if (issue.kind !== 'issue' || !isOurs(world, issue)) return [];
  const { controls } = readControlBody(issue.body ?? '', repoName(at));
  return controls === undefined ? [`${at}#${issue.number} carries nothing`] : controlLines(controls);
}

function controlLines({ holds, freezes, resumed }: Controls): string[] {
  const line = (what: string) => (set: Freeze & Partial<Hold>) =>
    `${what} ${set.stage ?? 'everything'} ${set.component ?? 'whole'} by ${set.by}: ${set.because ?? 'no reason'}`;
  return [...holds.map(line('hold')), ...freezes.map(line('freeze')), ...resumed.map(line('resumed'))];
}

/** Each command on its thread, how often it was answered, and whether its author may. */
function commandsOn(world: EndedWorld, thread: Thread): string[] {
  const answersTo = (id: number): string[] =>
    thread.issue.comments
      .filter(
        (comment) => isOurs(world, comment) && Marker.parse(comment.body).some(({ key }) => key === `answer:${id}`),
      )
      .map(({ body }) => (body.includes(' may not. ') ? 'refused' : 'answered'));
  return thread.issue.comments
    .filter(({ body }) => body.startsWith('/sluice'))
    .map(({ id, author, body }) => {
      const said = body.replaceAll(/sha256:[0-9a-f]+/g, (digest) => world.titleOf(digest));
      return `${thread.name}: ${author.login} said ${said}, ${answersTo(id).join(' and ') || 'unanswered'}`;
    });
}
