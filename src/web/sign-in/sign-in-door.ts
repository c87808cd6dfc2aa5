import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

import { isKnown } from '../../core/answer.ts';
import type { TeamName } from '../../core/team-name.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Roles } from '../../ports/github/roles.ts';
import type { SignIn } from '../../ports/github/sign-in.ts';
import { message, redirectTo, type Reply } from '../page/reply.ts';
import { Membership } from './membership.ts';
import { SealedCookie } from './sealed-cookie.ts';

export interface SignInDoorOptions {
  /** Members of any of them may see the page. */
  teams: TeamName[];
  roles: Pick<Roles, 'isMember'>;
  signIn: SignIn;
  /** Where people reach Sluice, without a slash at the end. */
  publicUrl: string;
  sessionSecret: string;
}

/** A request may go on, as this person, or is answered. */
export type Admission = { login: string } | { reply: Reply };

const SESSION_MS = 12 * 3_600_000;
/** As long as GitHub's codes are good for. */
const ATTEMPT_MS = 10 * 60_000;

const AGAIN = { name: 'Sign in again', url: '/login' };

/** Signing in and out, and who may see the page. */
export class SignInDoor {
  readonly #options: SignInDoorOptions;
  readonly #membership: Membership;
  readonly #session: SealedCookie<{ login: string }>;
  readonly #attempt: SealedCookie<{ state: string; verifier: string; to: string }>;

  constructor(options: SignInDoorOptions, clock: Clock) {
    const { publicUrl, sessionSecret: secret } = options;
    const shared = { secret, clock, secure: publicUrl.startsWith('https:') };
    this.#options = options;
    this.#membership = new Membership({ ...options, clock });
    this.#session = new SealedCookie({ ...shared, purpose: 'session', lifetime: SESSION_MS });
    this.#attempt = new SealedCookie({ ...shared, purpose: 'sign-in', lifetime: ATTEMPT_MS });
  }

  /** Asked for every request: a session says who somebody is, never what they may see. */
  async admit(request: IncomingMessage, url: URL): Promise<Admission> {
    const login = this.#session.read(request)?.login;
    if (login === undefined) return { reply: signInPage(url) };
    const member = await this.#membership.has(login);
    if (!isKnown(member)) {
      const says = `GitHub could not be asked whether ${login} may see this page: ${member.unknown}. Reload it in a minute.`;
      return { reply: { ...message(503, { title: 'It cannot be said now', says }), login } };
    }
    if (member.known) return { login };
    const says = `${login} is in none of the teams that may see this page: ${this.#options.teams.join(', ')}.`;
    return { reply: { ...message(403, { title: 'This page is not for you', says }), login } };
  }

  /** The answers under /login and /logout; undefined for any other path. */
  async answer(request: IncomingMessage, url: URL): Promise<Reply | undefined> {
    if (url.pathname === '/logout') return this.#signOut(request);
    if (url.pathname !== '/login' && url.pathname !== '/login/callback') return undefined;
    if (request.method !== 'GET')
      return message(405, { title: 'Not this way', says: 'Signing in is a link.' }, { allow: 'GET' });
    return url.pathname === '/login' ? this.#begin(url) : this.#end(request, url);
  }

  #begin(url: URL): Reply {
    const [state, verifier] = [randomBytes(32).toString('base64url'), randomBytes(32).toString('base64url')];
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const to = ownPath(url.searchParams.get('to'));
    const address = this.#options.signIn.address({ state, challenge, redirect: this.#redirect() });
    return redirectTo(302, address, [this.#attempt.give({ state, verifier, to })]);
  }

  async #end(request: IncomingMessage, url: URL): Promise<Reply> {
    const attempt = this.#attempt.read(request);
    const code = url.searchParams.get('code');
    if (attempt === undefined || code === null || !isSame(attempt.state, url.searchParams.get('state') ?? '')) {
      const says = 'This sign-in was not begun here, took longer than ten minutes, or was called off at GitHub.';
      return message(400, { title: 'Not signed in', says, link: AGAIN });
    }
    const who = await this.#options.signIn.identify({ code, verifier: attempt.verifier, redirect: this.#redirect() });
    if (!isKnown(who)) return message(503, { title: 'It cannot be said now', says: `${who.unknown}.`, link: AGAIN });
    if (who.known === undefined)
      return message(400, {
        title: 'Not signed in',
        says: 'GitHub did not accept the code of this sign-in.',
        link: AGAIN,
      });
    this.#membership.forget(who.known);
    return redirectTo(303, attempt.to, [this.#attempt.take(), this.#session.give({ login: who.known })]);
  }

  /** Only a form of this page signs out: a browser names where a form was sent from. */
  #signOut(request: IncomingMessage): Reply {
    if (request.method !== 'POST')
      return message(405, { title: 'Not this way', says: 'Use the button to sign out.' }, { allow: 'POST' });
    if (request.headers.origin !== this.#options.publicUrl)
      return message(403, { title: 'Not signed out', says: 'This was asked by another site.' });
    return redirectTo(303, '/', [this.#session.take()]);
  }

  #redirect(): string {
    return `${this.#options.publicUrl}/login/callback`;
  }
}

function signInPage({ pathname, search }: URL): Reply {
  const to = pathname === '/' && search === '' ? '' : `?to=${encodeURIComponent(pathname + search)}`;
  const says = 'What runs where, and what waits for what, is shown to the teams that your operator chose.';
  const link = { name: 'Sign in with GitHub', url: `/login${to}` };
  return message(401, { title: 'Sign in to see it', says, link });
}

/** A path of this page, so that a sign-in leads nowhere else. */
const ownPath = (to: string | null): string =>
  to !== null && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(to) ? to : '/';

function isSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
