import { readControlBody } from '../../../src/core/controls/control-issue.ts';
import type { Freeze, Hold } from '../../../src/core/controls/controls.ts';
import { ToldMarker } from '../../../src/core/issues/told-marker.ts';
import { repoName } from '../../../src/core/names.ts';
import { Marker } from '../../../src/core/text/markers.ts';
import { DOCKER, ENVIRONMENTS, MANIFESTS } from '../chain/chain.ts';
import { controlIssue, PLATFORM } from '../commands/thread.ts';
import { pinned } from '../releases/releases.ts';
import { codeOf, COMPONENTS, type People } from './people.ts';

const REPOSITORIES = [...COMPONENTS.map(codeOf), DOCKER, MANIFESTS, ENVIRONMENTS, PLATFORM];

/** What two worlds are compared by: no ids, no numbers, no times, and not how merges were grouped. */
export interface Ending {
  /** What the default branch holds. */
  pins: Record<string, string>;
  /** The files of each environment: those of people's own among them. */
  files: string[];
  /** What runs in each environment, by a deployment that succeeded. */
  proven: Record<string, string>;
  /** State, labels, kinds of comments and told environments. */
  issues: string[];
  /** Branches of the pull requests that are open. */
  open: string[];
  /** What people set and what has not been lifted, as the control issue carries it. */
  controls: string[];
  /** Each command and what came of it. */
  commands: string[];
  /** Merges past the gates, and by whom. */
  bypassed: string[];
  /** What Sluice said on pull requests besides answers, once for each time that it did. */
  said: string[];
  /** Why lanes wait, in the words for machines; what is up to date is left out. */
  reasons: string[];
  /** Keys of effects that happened more than once. */
  twice: string[];
  /** Deployments that are neither of a merged release nor the deployer's own. */
  unexplained: string[];
}

export async function endingOf(people: People): Promise<Ending> {
  const { world } = people;
  const standings = await world.store.standings.all();
  const environments = standings.filter(({ kind }) => kind === 'environment');
  const pins: Record<string, string> = {};
  const proven: Record<string, string> = {};
  for (const { stage, components } of environments)
    for (const { name, runs } of components) {
      pins[`${stage} ${name}`] = people.titleOf(await pinned(world, stage, name));
      proven[`${stage} ${name}`] = people.titleOf(runs?.value ?? '');
    }
  const threads = await Promise.all(REPOSITORIES.map((repo) => threadsOf(people, repo)));
  const seen = threads.flat();
  const deployments = await deploymentsOf(people, seen);
  return {
    pins,
    files: await filesOf(
      people,
      environments.map(({ stage }) => stage),
    ),
    proven,
    issues: seen.flatMap((thread) => issueOf(thread) ?? []).sort(),
    open: await openPullRequests(people),
    controls: await controlsOf(people),
    commands: seen.flatMap((thread) => commandsOf(people, thread)).sort(),
    bypassed: (await world.ledger({ kind: 'bypassed' }))
      .map(({ lane = 'nowhere', facts }) => `${lane} by ${String(facts['by'])}`)
      .sort(),
    said: seen.flatMap(saidOn).sort(),
    reasons: standings
      .flatMap(({ stage, reasons }) => reasons.map(({ about, code }) => `${stage} ${about}: ${code}`))
      .filter((reason) => !reason.endsWith(': up-to-date'))
      .sort(),
    twice: [...seen.flatMap((thread) => repeated(ourMarkers(thread).map(nameOf))), ...deployments.twice],
    unexplained: deployments.unexplained,
  };
}

interface ThreadSeen {
  number: number;
  title: string;
  state: string;
  labels: { name: string }[];
  pull_request?: { merged_at: string | null };
}

interface CommentSeen {
  id: number;
  user: { login: string };
  body: string;
}

interface Thread extends ThreadSeen {
  repo: string;
  /** What it is called in both worlds: the branch of a pull request, or the title of an issue. */
  name: string;
  comments: CommentSeen[];
}

async function threadsOf({ world }: People, repo: string): Promise<Thread[]> {
  const ada = world.person('ada');
  const branches = new Map(
    (
      await ada.call<{ number: number; head: { ref: string } }[]>('GET', `/repos/${repo}/pulls?state=all&per_page=100`)
    ).map(({ number, head }) => [number, head.ref]),
  );
  const threads: Thread[] = [];
  for (const seen of await ada.call<ThreadSeen[]>('GET', `/repos/${repo}/issues?state=all&per_page=100`)) {
    const comments = await ada.call<CommentSeen[]>('GET', `/repos/${repo}/issues/${seen.number}/comments?per_page=100`);
    const name = `${repo} ${branches.get(seen.number) ?? seen.title}`;
    threads.push({ ...seen, repo, name, comments });
  }
  return threads;
}

const isOurs = ({ user }: CommentSeen): boolean => user.login === 'sluice[bot]';

const ourMarkers = ({ comments }: Thread): Marker[] =>
  comments.filter(isOurs).flatMap(({ body }) => Marker.parse(body));

const nameOf = ({ kind, key }: Marker): string => `${kind} ${key}`;

const repeated = (keys: string[]): string[] => keys.filter((key, index) => keys.indexOf(key) !== index);

/** An issue that people opened; undefined for anything else. */
function issueOf(thread: Thread): string | undefined {
  if (thread.pull_request !== undefined || thread.repo === PLATFORM) return undefined;
  const markers = ourMarkers(thread);
  const labels = thread.labels.map(({ name }) => name).sort();
  const said = markers.map(({ kind }) => kind).sort();
  const told = markers.flatMap((marker) => ToldMarker.parse(marker).map(({ stage }) => stage)).sort();
  return `${thread.name}: ${thread.state}, [${labels.join(' ')}], said ${said.join(' ')}, told ${told.join(' ')}`;
}

/** Without what the keys of comments are about: numbers and commits. */
function saidOn(thread: Thread): string[] {
  if (thread.pull_request === undefined) return [];
  return ourMarkers(thread)
    .filter(({ key }) => !key.startsWith('answer:'))
    .map(({ key }) => `${thread.name}: ${key.split(':')[0]}`);
}

/** Each command on its thread, how often it was answered, and whether its author may. */
function commandsOf(people: People, thread: Thread): string[] {
  const answersTo = (id: number): string[] =>
    thread.comments
      .filter((comment) => isOurs(comment) && Marker.parse(comment.body).some(({ key }) => key === `answer:${id}`))
      .map(({ body }) => (body.includes(' may not. ') ? 'refused' : 'answered'));
  return thread.comments
    .filter(({ body }) => body.startsWith('/sluice'))
    .map(({ id, user, body }) => {
      const said = body.replaceAll(/sha256:[0-9a-f]+/g, (digest) => people.titleOf(digest));
      return `${thread.name}: ${user.login} said ${said}, ${answersTo(id).join(' and ')}`;
    });
}

async function filesOf({ world }: People, folders: string[]): Promise<string[]> {
  const files: string[] = [];
  for (const folder of folders) {
    const url = `/repos/${ENVIRONMENTS}/contents/${folder}`;
    files.push(...(await world.person('ada').call<{ path: string }[]>('GET', url)).map(({ path }) => path));
  }
  return files.sort();
}

async function openPullRequests({ world }: People): Promise<string[]> {
  const open: string[] = [];
  for (const repo of REPOSITORIES) for (const { head } of await world.pulls(repo)) open.push(`${repo} ${head.ref}`);
  return open.sort();
}

/** What the control issue carries for a Sluice that begins with nothing. */
async function controlsOf({ world }: People): Promise<string[]> {
  const number = await controlIssue(world);
  const { body } = await world.person('ada').call<{ body: string }>('GET', `/repos/${PLATFORM}/issues/${number}`);
  const { controls } = readControlBody(body, repoName(PLATFORM));
  if (controls === undefined) throw new Error('the control issue carries nothing');
  const said = (what: string) => (set: Freeze & Partial<Hold>) =>
    `${what} ${set.stage ?? 'everything'} ${set.component ?? 'whole'} by ${set.by}: ${set.because ?? 'no reason'}`;
  const { holds, freezes, resumed } = controls;
  return [...holds.map(said('hold')), ...freezes.map(said('freeze')), ...resumed.map(said('resumed'))].sort();
}

interface DeploymentMade {
  environment: string;
  creator: { login: string };
  payload: { key?: string; promotion?: string } | string | null;
}

async function deploymentsOf(
  { world }: People,
  threads: Thread[],
): Promise<{ twice: string[]; unexplained: string[] }> {
  const made = await world
    .person('ada')
    .call<DeploymentMade[]>('GET', `/repos/${ENVIRONMENTS}/deployments?per_page=100`);
  const released = new Set(
    threads
      .filter(({ repo, pull_request: pull }) => repo === ENVIRONMENTS && typeof pull?.merged_at === 'string')
      .map(({ number }) => `${ENVIRONMENTS}#${number}`),
  );
  const ours = made
    .filter(({ creator }) => creator.login !== 'acme-deployer')
    .map(({ payload }) => (typeof payload === 'object' ? payload : null));
  return {
    twice: repeated(ours.map((payload) => payload?.key ?? 'no key')),
    unexplained: ours
      .filter((payload) => !released.has(payload?.promotion ?? ''))
      .map((payload) => payload?.key ?? 'no key'),
  };
}
