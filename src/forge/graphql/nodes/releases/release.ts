import { nodeId } from '../../../domain/json/ids.ts';
import { iso, isoOrNull } from '../../../domain/json/instant.ts';
import { fullNameOf } from '../../../domain/json/repository.ts';
import { canWrite, resolveCommit } from '../../../domain/repos.ts';
import type { Release } from '../../../domain/releases/release.ts';
import type { Repo } from '../../../domain/state.ts';
import { mustRead } from '../../access.ts';
import type { Fields, Graph } from '../../graph.ts';
import { userFields } from '../actor.ts';
import { connection } from '../connection.ts';
import type { Paging } from '../connection.ts';

interface ReleasesAsked extends Paging {
  orderBy?: { field: 'CREATED_AT' | 'NAME'; direction: 'ASC' | 'DESC' } | null;
}

/** The releases of a repository; drafts are for those who may write them. */
export function releasesFields(graph: Graph, repo: Repo): Fields {
  const { view } = graph;
  const node = (release: Release) => releaseFields(graph, repo, release);
  const visible = () => {
    mustRead(view, repo, 'contents');
    const seesDrafts = canWrite(repo, view.caller, 'contents');
    return repo.releases.filter(({ draft }) => !draft || seesDrafts);
  };
  return {
    releases: ({ orderBy, ...paging }: ReleasesAsked) => {
      const { field = 'CREATED_AT', direction = 'DESC' } = orderBy ?? {};
      const sign = direction === 'ASC' ? 1 : -1;
      const byName = (a: Release, b: Release) => (a.name ?? a.tag).localeCompare(b.name ?? b.tag);
      const byAge = (a: Release, b: Release) => a.committedAt - b.committedAt || a.id - b.id;
      const releases = visible().sort((a, b) => sign * (field === 'NAME' ? byName : byAge)(a, b));
      return connection('releases', releases, { paging, node });
    },
    release: ({ tagName }: { tagName: string }) => {
      const release = visible().find(({ tag }) => tag === tagName);
      return release === undefined ? null : node(release);
    },
    latestRelease: () => {
      const release = visible().find((one) => isLatest(repo, one));
      return release === undefined ? null : node(release);
    },
  };
}

/** The one its author made the latest, or else the newest that is neither a draft nor a prerelease. */
function isLatest({ releases, latestRelease }: Repo, release: Release): boolean {
  if (latestRelease !== undefined) return release.id === latestRelease;
  const full = releases.filter(({ draft, prerelease }) => !draft && !prerelease);
  return full.sort((a, b) => b.committedAt - a.committedAt || b.id - a.id)[0] === release;
}

function releaseFields(graph: Graph, repo: Repo, release: Release): Fields {
  const resourcePath = `/${fullNameOf(repo)}/releases/tag/${release.tag}`;
  return {
    __typename: 'Release',
    id: nodeId('RE', repo.id, release.id),
    databaseId: release.id,
    name: release.name,
    tagName: release.tag,
    description: release.body,
    isDraft: release.draft,
    isPrerelease: release.prerelease,
    isLatest: isLatest(repo, release),
    createdAt: iso(release.committedAt),
    publishedAt: isoOrNull(release.publishedAt),
    updatedAt: iso(release.updatedAt),
    author: () => userFields(graph.view, release.author),
    url: graph.view.origin + resourcePath,
    resourcePath,
    repository: () => graph.repository(repo),
    tag: () => graph.ref(repo, `refs/tags/${release.tag}`),
    tagCommit: () => {
      const oid = resolveCommit(repo, `refs/tags/${release.tag}`);
      return oid === undefined ? null : graph.commit(repo, oid);
    },
  };
}
