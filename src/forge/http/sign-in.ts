import type { SignIns } from '../auth/sign-ins.ts';
import type { Tokens, UserToken } from '../auth/tokens.ts';
import { accountOf } from '../domain/accounts.ts';
import type { ForgeApp, ForgeState } from '../domain/state.ts';
import type { Exchange } from './exchange.ts';
import type { Reply } from './handler.ts';

/** What a sign-in needs of the forge. */
interface Desk {
  state: ForgeState;
  signIns: SignIns;
  tokens: Tokens;
}

/** Answers a request of a GitHub App's web application flow. */
export function answerSignIn(exchange: Exchange, desk: Desk): Reply {
  return exchange.operationId === 'oauth:authorize' ? authorize(exchange, desk) : accessToken(exchange, desk);
}

/** Asks people who they are; with `login` there is nothing to ask. */
function authorize({ query }: Exchange, { state, signIns }: Desk): Reply {
  const { app } = state;
  const redirectUri = query.get('redirect_uri') ?? app.callbackUrls[0];
  if (query.get('client_id') !== app.clientId || redirectUri === undefined) return page(404, '<h1>Not Found</h1>');
  const echo = query.has('state') ? { state: query.get('state') ?? '' } : {};
  if (!isCallback(app, redirectUri)) {
    const error = refusals.redirect_uri_mismatch;
    return redirect(app.callbackUrls[0] ?? redirectUri, { ...error, ...echo });
  }
  const person = accountOf(state, query.get('login') ?? '');
  if (person?.type !== 'User') return page(200, peoplePage(state, query));
  return redirect(redirectUri, { code: signIns.begin(person.login, redirectUri), ...echo });
}

/** At a registered callback address or below it; its host and scheme cannot differ. */
function isCallback({ callbackUrls }: ForgeApp, redirectUri: string): boolean {
  if (!URL.canParse(redirectUri)) return false;
  const asked = new URL(redirectUri);
  const isBelow = ({ origin, pathname }: URL) =>
    asked.origin === origin && `${asked.pathname}/`.startsWith(pathname.endsWith('/') ? pathname : `${pathname}/`);
  return callbackUrls.length === 0 || callbackUrls.some((url) => isBelow(new URL(url)));
}

function redirect(to: string, parameters: Record<string, string>): Reply {
  const url = new URL(to);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return page(302, '', { location: url.href });
}

function page(status: number, html: string, headers: Record<string, string> = {}): Reply {
  return { status, body: html, headers: { 'content-type': 'text/html; charset=utf-8', ...headers } };
}

function peoplePage(state: ForgeState, query: URLSearchParams): string {
  const people = [...state.accounts.values()].filter(({ type, login }) => type === 'User' && login !== 'web-flow');
  const links = people.map(({ login }) => {
    const asked = new URLSearchParams(query);
    asked.set('login', login);
    return `<li><a href="?${escape(asked.toString())}">${escape(login)}</a></li>`;
  });
  const title = `Sign in to ${escape(state.app.name)}`;
  return `<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>${title}</title>\n<h1>${title} as</h1>\n<ul>${links.join('\n')}</ul></html>\n`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

const docs = 'https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps';
const tokenErrors = `${docs}/troubleshooting-oauth-app-access-token-request-errors`;

/** What goes wrong, in GitHub's words. */
const refusals = {
  redirect_uri_mismatch: {
    error: 'redirect_uri_mismatch',
    error_description: 'The redirect_uri MUST match the registered callback URL for this application.',
    error_uri: `${docs}/troubleshooting-authorization-request-errors/#redirect-uri-mismatch`,
  },
  incorrect_client_credentials: {
    error: 'incorrect_client_credentials',
    error_description: 'The client_id and/or client_secret passed are incorrect.',
    error_uri: `${tokenErrors}/#incorrect-client-credentials`,
  },
  bad_verification_code: {
    error: 'bad_verification_code',
    error_description: 'The code passed is incorrect or expired.',
    error_uri: `${tokenErrors}/#bad-verification-code`,
  },
  bad_refresh_token: {
    error: 'bad_refresh_token',
    error_description: 'The refresh token passed is incorrect or expired.',
    error_uri: tokenErrors,
  },
};

/** Exchanges a code or a refresh token; what is refused comes with status 200 too. */
function accessToken(exchange: Exchange, desk: Desk): Reply {
  const { app } = desk.state;
  const asked = parametersOf(exchange);
  const isTheApp = asked['client_id'] === app.clientId && asked['client_secret'] === app.clientSecret;
  if (!isTheApp) return formatted(exchange, refusals.incorrect_client_credentials);
  const isRefresh = asked['grant_type'] === 'refresh_token';
  const token = isRefresh
    ? desk.tokens.refreshUser(asked['refresh_token'] ?? '')
    : tokenForCode(desk, asked['code'] ?? '', asked['redirect_uri']);
  if (token !== undefined) return formatted(exchange, grantOf(token));
  return formatted(exchange, isRefresh ? refusals.bad_refresh_token : refusals.bad_verification_code);
}

function tokenForCode({ signIns, tokens }: Desk, code: string, redirectUri?: string): UserToken | undefined {
  const login = signIns.end(code, redirectUri);
  return login === undefined ? undefined : tokens.mintUser(login);
}

function grantOf({ token, expiresIn, refreshToken, refreshExpiresIn }: UserToken): Record<string, string | number> {
  return {
    access_token: token,
    expires_in: expiresIn,
    refresh_token: refreshToken,
    refresh_token_expires_in: refreshExpiresIn,
    scope: '',
    token_type: 'bearer',
  };
}

function parametersOf({ headers, query, text }: Exchange): Record<string, string> {
  const inQuery = Object.fromEntries(query);
  if (headers.get('content-type')?.includes('json') !== true)
    return { ...inQuery, ...Object.fromEntries(new URLSearchParams(text)) };
  try {
    return { ...inQuery, ...(JSON.parse(text) as Record<string, string>) };
  } catch {
    return inQuery;
  }
}

/** A form unless the client asks for JSON. */
function formatted({ headers }: Exchange, answer: Record<string, string | number>): Reply {
  if (headers.get('accept')?.includes('json') === true) return { status: 200, body: answer };
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(answer)) form.set(name, String(value));
  return {
    status: 200,
    body: form.toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
  };
}
