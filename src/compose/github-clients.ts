import type { Parts } from '../compose.ts';
import { userError } from '../core/errors/catalogue.ts';
import { UserMistake } from '../core/errors/user-mistake.ts';
import { githubClients, type AppClients, type GithubClients } from '../github/client/clients.ts';
import { failureSentence } from '../github/client/outcome.ts';
import type { Cache } from '../ports/store/cache.ts';
import { VERSION } from '../version.ts';

/** The clients of the App, with whoever watches its calls. */
export function clientsOf({
  app,
  clock,
  github,
  client,
  observed,
  redactor,
}: Pick<Parts, 'app' | 'github' | 'clock' | 'client' | 'observed' | 'redactor'>): AppClients {
  const { onCall } = client ?? {};
  return githubClients({
    baseUrl: github.apiUrl,
    appId: app.id,
    privateKey: app.privateKey,
    version: VERSION,
    clock,
    ...(redactor === undefined ? {} : { redactor }),
    ...client,
    onCall: (report) => {
      observed?.called(report);
      onCall?.(report);
    },
  });
}

/** By what the App's own commits and comments are known. */
export const selfOf = (slug: string, { webUrl }: Parts['github']): { slug: string; host: string } => ({
  slug,
  host: new URL(webUrl).hostname,
});

interface Known {
  api: string;
  appId: number;
  cache: Cache;
}

/**
 * Without its own name the App could not tell its commits from other bots' work. A process that starts while GitHub is away goes by
 * the first that it had, and takes deliveries; an App that was renamed since takes its own commits for somebody's until it starts anew.
 */
export async function ownSlug(clients: GithubClients, { api, appId, cache }: Known): Promise<string> {
  const key = `slug:${appId}@${api}`;
  const self = await clients.asApp().request<{ slug: string }>('GET /app');
  if ('ok' in self) {
    await cache.put(key, self.ok.slug);
    return self.ok.slug;
  }
  const { failed } = self;
  const isAway = failed.kind === 'unavailable' || failed.kind === 'limited';
  const before: unknown = isAway ? (await cache.get([key])).get(key) : undefined;
  if (typeof before === 'string') return before;
  throw new UserMistake(userError('APP_UNKNOWN', { api, because: failureSentence(failed) }));
}
