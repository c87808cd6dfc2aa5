import type { Clock } from '../clock/clock.ts';
import type { ForgeState } from '../domain/state.ts';
import { Refusal, type Caller } from '../http/handler.ts';
import { verifyAppJwt } from './jwt.ts';
import type { Tokens } from './tokens.ts';

/** What credentials are checked against. */
export interface Registrar {
  state: ForgeState;
  tokens: Tokens;
  wall: Clock;
}

/** Who sends this `Authorization` header. Throws GitHub's 401 for credentials that are wrong, not for none. */
export function identify(authorization: string | null | undefined, registrar: Registrar): Caller {
  const [scheme = '', credentials = ''] = (authorization ?? '').trim().split(/\s+/, 2);
  switch (scheme.toLowerCase()) {
    case '':
      return { kind: 'anonymous' };
    case 'token':
    case 'bearer':
      return byToken(credentials, registrar);
    case 'basic':
      return byBasic(credentials, registrar);
    default:
      throw new Refusal(401, 'Bad credentials');
  }
}

function byToken(token: string, { state, tokens, wall }: Registrar): Caller {
  const caller = tokens.callerOf(token);
  if (caller) return caller;
  if (/^gh[a-z]_/.test(token) || token.split('.').length !== 3) throw new Refusal(401, 'Bad credentials');
  verifyAppJwt(token, state.app, wall.now());
  return { kind: 'app', id: state.app.id, account: state.app.bot };
}

/** git sends the token as the password; Renovate and release tools put it into the URL as the user name. */
function byBasic(credentials: string, registrar: Registrar): Caller {
  const text = Buffer.from(credentials, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  const [user, password] = colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)];
  const caller = registrar.tokens.callerOf(password) ?? registrar.tokens.callerOf(user);
  if (caller === undefined) throw new Refusal(401, 'Bad credentials');
  return caller;
}
