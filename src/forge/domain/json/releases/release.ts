import { createHash } from 'node:crypto';
import type { Release } from '../../releases/release.ts';
import type { Repo } from '../../state.ts';
import { accountJson } from '../account.ts';
import { nodeId } from '../ids.ts';
import { iso, isoOrNull } from '../instant.ts';
import { repoApi, repoHtml } from '../repository.ts';

/** A release as REST answers and webhooks carry it; it has no assets, for the forge keeps none. */
export function releaseJson(repo: Repo, release: Release, origin: string) {
  const { id, tag, draft } = release;
  const api = repoApi(repo, origin);
  const self = `${api}/releases/${id}`;
  return {
    url: self,
    assets_url: `${self}/assets`,
    upload_url: `${self}/assets{?name,label}`,
    html_url: `${repoHtml(repo, origin)}/releases/tag/${draft ? draftName(release) : encodeURI(tag)}`,
    id,
    author: accountJson(release.author, origin),
    node_id: nodeId('RE', repo.id, id),
    tag_name: tag,
    target_commitish: release.target,
    name: release.name,
    draft,
    immutable: false,
    prerelease: release.prerelease,
    created_at: iso(release.committedAt),
    updated_at: iso(release.updatedAt),
    published_at: isoOrNull(release.publishedAt),
    assets: [],
    tarball_url: draft ? null : `${api}/tarball/${encodeURI(tag)}`,
    zipball_url: draft ? null : `${api}/zipball/${encodeURI(tag)}`,
    body: release.body,
  };
}

/** A draft has a page of its own, because its tag may not exist. */
function draftName({ id, tag }: Release): string {
  return `untagged-${createHash('sha1').update(`${id} ${tag}`).digest('hex').slice(0, 20)}`;
}
