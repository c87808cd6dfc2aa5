import type { Maybe, RawActor, RawCommit } from './raw.ts';

/** Who we are at GitHub. */
export interface Self {
  /** The App's slug; its bot is `slug[bot]`. */
  slug: string;
  /** The host that issues are read at and that hidden addresses end in: github.com, or the Enterprise Server's own. */
  host: string;
}

/**
 * GitHub signs a commit of an App only with the App's own bot as its author, so a valid signature of GitHub's over the
 * bot's address is proof (docs: about commit signature verification). A bot has no `user` in GraphQL.
 */
export function isOurCommit(
  { signature, author }: Pick<RawCommit, 'signature'> & { author: Maybe<{ email: Maybe<string> }> },
  { slug, host }: Self,
): boolean {
  if (signature?.isValid !== true || !signature.wasSignedByGitHub) return false;
  const address = author?.email ?? '';
  return ['github.com', host].some((server) => address.endsWith(`+${slug}[bot]@users.noreply.${server}`));
}

/** GraphQL spells a bot's login without `[bot]`, REST with it; a person may have the same login as the slug. */
export function isOurBot(actor: RawActor | null | undefined, { slug }: Self): boolean {
  return actor?.__typename === 'Bot' && (actor.login === slug || actor.login === `${slug}[bot]`);
}
