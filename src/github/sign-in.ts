import { known, unknown, type Answer } from '../core/answer.ts';
import type { Redactor } from '../core/text/redactor.ts';
import type { Return, SignIn } from '../ports/github/sign-in.ts';

export interface SignInOptions {
  apiUrl: string;
  webUrl: string;
  clientId: string;
  clientSecret: string;
  /** Told of every token that GitHub gives, so that none is ever shown. */
  redactor: Pick<Redactor, 'know'>;
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

/** Somebody waits for the answer in front of a browser. */
const PATIENCE_MS = 10_000;

/**
 * The web application flow of a GitHub App. The person's token is asked one thing, who they are, and then forgotten: what
 * people may do is asked as the App.
 */
export function githubSignIn(options: SignInOptions): SignIn {
  const { clientId, webUrl } = options;
  return {
    address({ state, challenge, redirect }) {
      const url = new URL(`${webUrl}/login/oauth/authorize`);
      const asked = { client_id: clientId, redirect_uri: redirect, state };
      const pkce = { code_challenge: challenge, code_challenge_method: 'S256' };
      url.search = new URLSearchParams({ ...asked, ...pkce }).toString();
      return url.href;
    },
    identify: (back) => identify(options, back),
  };
}

async function identify(options: SignInOptions, back: Return): Promise<Answer<string | undefined>> {
  try {
    const { access_token: token, refresh_token: refresh, error } = await exchange(options, back);
    for (const secret of [token, refresh]) if (typeof secret === 'string') options.redactor.know(secret);
    if (typeof token === 'string') return await loginOf(options, token);
    if (error === 'bad_verification_code') return known(undefined);
    return unknown(`GitHub refused the sign-in (${String(error)}): check CLIENT_ID and CLIENT_SECRET`);
  } catch {
    // The cause is left out on purpose: it may quote the secret or the token.
    return unknown('GitHub did not answer the sign-in');
  }
}

interface Exchanged {
  access_token?: unknown;
  /** Where the App's user tokens expire. Nothing is refreshed here. */
  refresh_token?: unknown;
  error?: unknown;
}

/** GitHub answers a refused code with status 200 and an `error` (docs: troubleshooting access token request errors). */
async function exchange(options: SignInOptions, { code, verifier, redirect }: Return): Promise<Exchanged> {
  const response = await ask(options, `${options.webUrl}/login/oauth/access_token`, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      client_id: options.clientId,
      client_secret: options.clientSecret,
      code,
      redirect_uri: redirect,
      code_verifier: verifier,
    }).toString(),
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return (await response.json()) as Exchanged;
}

async function loginOf(options: SignInOptions, token: string): Promise<Answer<string>> {
  const response = await ask(options, `${options.apiUrl}/user`, {
    headers: { accept: 'application/vnd.github+json', authorization: `Bearer ${token}`, 'user-agent': 'sluice' },
  });
  const { login } = (await response.json()) as { login?: unknown };
  return response.ok && typeof login === 'string' ? known(login) : unknown('GitHub did not say who you are');
}

const ask = ({ fetch = globalThis.fetch }: SignInOptions, url: string, init: RequestInit): Promise<Response> =>
  fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) });
