import { load } from 'js-yaml';

import { isRepoName, type RepoName } from '../names.ts';

/** What a repository's own `.github/sluice.yml` says about who may write to it. */
export type Consent = { to: RepoName } | { owns: true } | { none: string };

/**
 * Reads a joining file (`pipeline: owner/repo`). A file with `stages` owns a pipeline itself. Anything that cannot be read is
 * no consent. Read-only and many a sweep, so js-yaml rather than the position-keeping parser.
 */
export function readConsent(text: string | undefined): Consent {
  if (text === undefined) return { none: 'it has no .github/sluice.yml' };
  if (text.trim() === '') return { none: 'its .github/sluice.yml says nothing' };
  if (text.length > 65_536) return { none: 'its .github/sluice.yml is too large' };
  let file: unknown;
  try {
    file = load(text);
  } catch {
    return { none: 'its .github/sluice.yml is not YAML that can be read' };
  }
  if (typeof file !== 'object' || file === null) return { none: 'its .github/sluice.yml says nothing' };
  const { pipeline, stages } = file as { pipeline?: unknown; stages?: unknown };
  if (stages !== undefined) return { owns: true };
  if (typeof pipeline === 'string' && isRepoName(pipeline)) return { to: pipeline };
  return { none: 'its .github/sluice.yml does not say pipeline: owner/name' };
}
