import { Redactor } from '../core/text/redactor.ts';

/** Everything in the settings that must never be shown. */
export interface Secrets {
  app: { privateKey: string; webhookSecret: string; previousWebhookSecret?: string };
  store: { directory: string } | { url: string };
  registries: ReadonlyMap<string, { username: string; password: string }>;
  page?: { clientSecret: string; sessionSecret?: string };
}

/** The one redactor of a process: it knows every secret of the settings, in each form in which it travels. */
export function secretsOf({ app, store, registries, page }: Secrets): Redactor {
  const redactor = new Redactor();
  const know = (secret: string | undefined): void => {
    if (secret === undefined) return;
    // In an address, in a JSON text inside another text, and as a whole.
    for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) redactor.keep(form);
  };
  for (const secret of [app.privateKey, app.webhookSecret, app.previousWebhookSecret]) know(secret);
  if ('url' in store) for (const password of passwordsIn(store.url)) know(password);
  for (const { username, password } of registries.values()) {
    know(password);
    // As the header of a login has it.
    know(Buffer.from(`${username}:${password}`).toString('base64'));
  }
  know(page?.clientSecret);
  know(page?.sessionSecret);
  return redactor;
}

/** As people wrote it before it was encoded for the address: before the host, or as the parameter that libpq takes. */
function passwordsIn(url: string): string[] {
  if (!URL.canParse(url)) return [];
  const { password, searchParams } = new URL(url);
  return [decoded(password), ...searchParams.getAll('password')];
}

function decoded(password: string): string {
  try {
    return decodeURIComponent(password);
  } catch {
    return password;
  }
}
