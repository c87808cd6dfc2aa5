import { known, unknown, type Answer } from '../core/answer.ts';
import type { Account, AppGrants, Installation } from '../core/permissions/grants.ts';
import type { Grants } from '../ports/github/grants.ts';
import type { GithubClients } from './client/clients.ts';
import { failureSentence } from './client/outcome.ts';

interface RawAccount {
  login?: string;
  type?: string;
}

interface RawApp {
  slug: string;
  /** An enterprise has neither login nor type. */
  owner: RawAccount | null;
  permissions: Record<string, string>;
  events: string[];
}

interface RawInstallation {
  id: number;
  account: RawAccount | null;
  permissions: Record<string, string>;
  events: string[];
  suspended_at?: string | null;
}

const A_PAGE = 100;

/** The App's registration, its installations and its webhook, read with its JWT. */
export function githubGrants(clients: GithubClients): Grants {
  return {
    read: () => readGrants(clients),
    async webhookUrl() {
      const outcome = await clients.asApp().request<{ url?: string }>('GET /app/hook/config');
      if ('failed' in outcome) return unknown(failureSentence(outcome.failed));
      const { url } = outcome.ok;
      return known(url === '' ? undefined : url);
    },
  };
}

async function readGrants(clients: GithubClients): Promise<Answer<AppGrants>> {
  const app = await clients.asApp().request<RawApp>('GET /app');
  if ('failed' in app) return unknown(failureSentence(app.failed));
  const installations = await listInstallations(clients);
  if ('unknown' in installations) return installations;
  const { slug, permissions, events, owner: raw } = app.ok;
  const owner = accountOf(raw);
  return known({
    slug,
    registered: { permissions, events, ...(owner === undefined ? {} : { owner }) },
    installations: installations.known,
  });
}

/** A suspended installation is nobody's to mend here: its owner has switched Sluice off. */
async function listInstallations(clients: GithubClients): Promise<Answer<Installation[]>> {
  const installations: Installation[] = [];
  for (let page = 1; ; page += 1) {
    const listed = await clients
      .asApp()
      .request<RawInstallation[]>('GET /app/installations', { per_page: A_PAGE, page });
    if ('failed' in listed) return unknown(failureSentence(listed.failed));
    for (const { id, account: raw, permissions, events, suspended_at: suspendedAt } of listed.ok) {
      const account = accountOf(raw);
      if (typeof suspendedAt === 'string' || account === undefined) continue;
      installations.push({ id, account, permissions, events });
    }
    if (listed.ok.length < A_PAGE) return known(installations);
  }
}

function accountOf(raw: RawAccount | null): Account | undefined {
  return raw?.login === undefined ? undefined : { login: raw.login, isOrganisation: raw.type === 'Organization' };
}
