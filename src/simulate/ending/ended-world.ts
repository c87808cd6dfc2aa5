import type { Forge } from '../../forge/forge.ts';
import type { Issue, Pull, Repo } from '../../forge/domain/state.ts';
import type { FakeRegistry } from '../../forge/registry/registry.ts';
import { fullNameOf } from '../../forge/domain/json/repository.ts';
import { Marker } from '../../core/text/markers.ts';
import type { Standing } from '../../core/promotion/standing.ts';

/** A world at rest, as its ending is read. */
export interface EndedWorld {
  forge: Pick<Forge, 'state'>;
  registry: Pick<FakeRegistry, 'images'>;
  /** How each lane stood when Sluice looked last. */
  standings: readonly Standing[];
  /** What people call the change behind a commit or a digest: those differ between worlds. */
  titleOf: (reference: string) => string;
}

/** A pull request or an issue, and where it is. */
export interface Thread {
  repo: Repo;
  /** `owner/name`. */
  repoName: string;
  issue: Issue | Pull;
  /** What it is called in both worlds: the branch of a pull request, or the title of an issue. */
  name: string;
}

export function threadsOf({ forge }: EndedWorld): Thread[] {
  return [...forge.state.repos.values()].flatMap((repo) => {
    const repoName = fullNameOf(repo);
    return [...repo.issues.values()].map((issue) => ({
      repo,
      repoName,
      issue,
      name: `${repoName} ${issue.kind === 'pull' ? issue.head : issue.title}`,
    }));
  });
}

/** Whether Sluice's own App is the author. */
export const isOurs = ({ forge }: EndedWorld, { author }: { author: { login: string } }): boolean =>
  author.login === forge.state.app.bot.login;

/** The markers of everything that Sluice said on a thread. */
export const ourMarkers = (world: EndedWorld, { issue }: Thread): Marker[] =>
  issue.comments.filter((comment) => isOurs(world, comment)).flatMap(({ body }) => Marker.parse(body));

/** The names of a thread's labels. */
export const labelsOf = ({ repo, issue }: Thread): string[] =>
  [...issue.labels].map((id) => repo.labels.get(id)?.name ?? `label ${id}`).sort();

/** Those that stand there more than once. */
export const repeated = (keys: readonly string[]): string[] => keys.filter((key, index) => keys.indexOf(key) !== index);

/** The branches of every repository; the name is that of a pull request from it. */
export const branchesOf = ({ forge }: EndedWorld): { branch: string; name: string }[] =>
  [...forge.state.repos.values()].flatMap((repo) =>
    [...repo.git.refs.list('refs/heads/')].map(([ref]) => {
      const branch = ref.slice('refs/heads/'.length);
      return { branch, name: `${fullNameOf(repo)} ${branch}` };
    }),
  );
