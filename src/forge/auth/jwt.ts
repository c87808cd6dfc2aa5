import { verify } from 'node:crypto';
import { Refusal } from '../http/handler.ts';
import type { ForgeApp } from '../domain/state.ts';

/** GitHub refuses an App JWT that lives longer than this. */
const longestLife = 10 * 60;
/** Clocks differ a little; GitHub's own margin is unpublished. */
const leeway = 60;

/** Verifies an App JWT (RS256) at `now`, milliseconds of the wall clock. Throws GitHub's 401, or 404 for another App. */
export function verifyAppJwt(token: string, app: ForgeApp, now: number): void {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const algorithm = decode(header)['alg'];
  const signed = Buffer.from(`${header}.${payload}`);
  const isGenuine =
    algorithm === 'RS256' && verify('RSA-SHA256', signed, app.publicKey, Buffer.from(signature, 'base64url'));
  if (!isGenuine) throw undecodable();
  checkClaims(decode(payload), app, Math.floor(now / 1000));
}

function checkClaims({ iss, iat, exp }: Record<string, unknown>, app: ForgeApp, now: number): void {
  if (!Number.isInteger(iat) || Number(iat) > now + leeway)
    throw new Refusal(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    );
  if (typeof exp !== 'number' || exp <= now)
    throw new Refusal(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  if (exp > now + longestLife + leeway)
    throw new Refusal(401, "'Expiration time' claim ('exp') is too far in the future");
  checkIssuer(iss, app);
}

/**
 * An App names itself by its id or its client id. An id in quotes is refused by some accounts of live calls, and sent all the
 * time by others (actions/create-github-app-token): unconfirmed, so the forge takes it.
 */
function checkIssuer(iss: unknown, app: ForgeApp): void {
  if (iss === app.clientId) return;
  if (!Number.isInteger(iss) && !(typeof iss === 'string' && /^\d+$/.test(iss)))
    throw new Refusal(401, "'Issuer' claim ('iss') must be an Integer");
  if (String(iss) !== String(app.id)) throw new Refusal(404, 'Integration not found');
}

function decode(part: string): Record<string, unknown> {
  try {
    const decoded: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    if (typeof decoded === 'object' && decoded !== null) return decoded as Record<string, unknown>;
  } catch (cause) {
    throw undecodable(cause);
  }
  throw undecodable();
}

/** Said of whatever is no JWT of an App. */
export function undecodable(cause?: unknown): Refusal {
  return new Refusal(401, 'A JSON web token could not be decoded', { cause });
}
