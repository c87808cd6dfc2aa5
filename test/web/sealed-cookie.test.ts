import type { IncomingMessage } from 'node:http';

import { describe, expect, it } from '@jest/globals';

import { SealedCookie } from '../../src/web/sign-in/sealed-cookie.ts';

const clock = { at: 1000, now: (): number => clock.at };
const options = { purpose: 'session', secret: 'a'.repeat(32), lifetime: 60_000, secure: true, clock };

const bringing = (cookie: string): IncomingMessage => ({ headers: { cookie } }) as IncomingMessage;
const valueIn = (header: string): string => header.split(';')[0] ?? '';

describe('a sealed cookie', () => {
  it('is bound to its host and to https, where people come over https', () => {
    expect(new SealedCookie(options).give({ login: 'ada' })).toMatch(
      /^__Host-sluice=[\w-]+\.[\w-]{43}; Path=\/; Max-Age=60; HttpOnly; SameSite=Lax; Secure$/,
    );
  });

  it('is read among others, until it is over', () => {
    const cookie = new SealedCookie<{ login: string }>(options);
    const request = bringing(`theme=dark; ${valueIn(cookie.give({ login: 'ada' }))}; x=y`);

    const inTime = cookie.read(request);
    clock.at += 60_000;

    expect(inTime).toMatchObject({ login: 'ada' });
    expect(cookie.read(request)).toBeUndefined();
  });

  it.each([
    ['of another secret', { ...options, secret: 'b'.repeat(32) }],
    ['of another purpose', { ...options, purpose: 'sign-in' }],
  ])('%s is worth nothing', (_, other) => {
    const value = valueIn(new SealedCookie(other).give({ login: 'ada' })).split('=')[1];

    expect(new SealedCookie(options).read(bringing(`__Host-sluice=${value}`))).toBeUndefined();
  });

  it('with any one character changed is worth nothing', () => {
    const cookie = new SealedCookie<{ login: string }>(options);
    const given = valueIn(cookie.give({ login: 'ada' }));
    const start = given.indexOf('=') + 1;
    // The last character of 43 carries four bits of the signature: its other two are not part of it.
    const places = Array.from({ length: given.length - 1 - start }, (_, index) => start + index);

    const believed = places.filter((at) => {
      const other = given[at] === 'A' ? 'B' : 'A';
      return cookie.read(bringing(given.slice(0, at) + other + given.slice(at + 1))) !== undefined;
    });

    expect(believed).toEqual([]);
  });
});
