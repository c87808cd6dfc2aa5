import type { ArtifactReport } from '../core/artifacts/report.ts';
import { at, repositoryOf, text, type Payload } from './payload.ts';

/** The `event_type` of a repository_dispatch by which a build reports its image. */
const DISPATCH = 'sluice-artifact';

/** GitHub's registry for images; `registry_package` tells of all its registries. */
const HOST = 'ghcr.io';

const REVISION = 'org.opencontainers.image.revision';

/** Events that carry a fact of their own, rather than a hint. */
export const REPORTING_EVENTS = ['repository_dispatch', 'registry_package'];

/** The reports in a delivery; what they say is checked later. */
export function reportsOf(delivery: { guid: string; event: string; payload: Payload }): ArtifactReport[] {
  const { guid, event, payload } = delivery;
  const repo = repositoryOf(payload);
  if (repo === undefined) return [];
  const from = { id: guid, repo, sender: text(payload, 'sender', 'login') ?? 'somebody' };
  if (event === 'repository_dispatch' && text(payload, 'action') === DISPATCH)
    return [{ ...from, by: 'report', said: at(payload, 'client_payload') ?? {} }];
  const said = event === 'registry_package' ? pushedImage(payload) : undefined;
  return said === undefined ? [] : [{ ...from, by: 'package', said }];
}

/**
 * An image that was pushed to ghcr.io. The digest is the version's name; a push without a tag is one platform of an image, or
 * an attestation. Where the event names no revision, the image itself is asked.
 */
function pushedImage(payload: Payload): Record<string, unknown> | undefined {
  const version = at(payload, 'registry_package', 'package_version');
  const metadata = at(version, 'container_metadata');
  const tag = text(metadata, 'tag', 'name') ?? firstTag(at(version, 'docker_metadata'));
  const [namespace, name] = [text(payload, 'registry_package', 'namespace'), text(payload, 'registry_package', 'name')];
  if (text(payload, 'registry_package', 'package_type')?.toUpperCase() !== 'CONTAINER') return undefined;
  if (tag === undefined || tag === '' || namespace === undefined || name === undefined) return undefined;
  const commit = revisionIn(metadata);
  return {
    v: 1,
    image: `${HOST}/${namespace}/${name}`.toLowerCase(),
    digest: text(version, 'version'),
    tag,
    ...(commit === undefined ? {} : { commit }),
  };
}

/** Where `updated` has its tags. */
function firstTag(metadata: unknown): string | undefined {
  const tags = Array.isArray(metadata) ? at(metadata[0], 'tags') : undefined;
  return Array.isArray(tags) && typeof tags[0] === 'string' ? tags[0] : undefined;
}

/** Labels come as a map, or as GitHub's own description has it inside `labels.all_labels`, empty where the image has none. */
function revisionIn(metadata: unknown): string | undefined {
  const labels = at(metadata, 'labels');
  const named = [text(labels, REVISION), text(labels, 'all_labels', REVISION), text(labels, 'revision')];
  return named.find((revision) => revision !== undefined && revision !== '');
}
