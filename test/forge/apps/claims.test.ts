import { sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { call, keys, noon, startKernel } from '../kernel.ts';

const now = noon / 1000;
const issued = "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
const expires =
  "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";

/** A JWT that the App really signed, whatever it claims. */
function signed(claims: object, algorithm = 'RS256'): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const text = `${encode({ alg: algorithm, typ: 'JWT' })}.${encode({ iat: now, exp: now + 300, iss: 7, ...claims })}`;
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), keys.privateKey).toString('base64url')}`;
}

describe('an App JWT', () => {
  it.each([
    ['without the time it was issued', signed({ iat: undefined }), issued],
    ['issued at a fraction of a second', signed({ iat: now + 0.5 }), issued],
    ['issued at a text', signed({ iat: String(now) }), issued],
    ['that never expires', signed({ exp: undefined }), expires],
    ['that expires at a text', signed({ exp: String(now + 300) }), expires],
    ['that expires now', signed({ exp: now }), expires],
    ['that lives for an hour', signed({ exp: now + 3600 }), "'Expiration time' claim ('exp') is too far in the future"],
    ['that names nobody', signed({ iss: undefined }), "'Issuer' claim ('iss') must be an Integer"],
    ['that names another client', signed({ iss: 'Iv1.other' }), "'Issuer' claim ('iss') must be an Integer"],
    ['with another algorithm', signed({}, 'none'), 'A JSON web token could not be decoded'],
  ])('%s is refused in the words of GitHub', async (_, token, message) => {
    const { forge } = startKernel();

    const refused = await call(forge, 'GET /app', { as: token });

    expect([refused.status, await refused.json()]).toMatchObject([401, { message }]);
    expect(forge.violations).toEqual([]);
  });

  it('may name the App by its client id or its id in quotes, and expire at a fraction of a second', async () => {
    const { forge } = startKernel();

    for (const iss of [forge.state.app.clientId, '7'])
      expect((await call(forge, 'GET /app', { as: signed({ iss, exp: now + 300.5 }) })).status).toBe(200);
    expect(forge.violations).toEqual([]);
  });
});
