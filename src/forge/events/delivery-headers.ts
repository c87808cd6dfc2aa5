import { createHmac } from 'node:crypto';
import type { Violation } from '../contract/check.ts';

/** What a delivery is signed and labelled with. */
export interface Hook {
  appId: number;
  url: string;
  secret: string;
  /** The server that sends, where it is an Enterprise Server. */
  server?: { host: string; version: string };
}

/** The id of an App's webhook, of which there is one: it follows from the App's own and is not the same number. */
export function hookIdOf(appId: number): number {
  return 500_000_000 + appId;
}

/** The headers GitHub sends with a delivery of an App's webhook. */
export function deliveryHeaders(hook: Hook, event: string, guid: string, body: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    accept: '*/*',
    'user-agent': 'GitHub-Hookshot/f0e6e1a',
    'x-github-delivery': guid,
    'x-github-event': event,
    'x-github-hook-id': String(hookIdOf(hook.appId)),
    'x-github-hook-installation-target-id': String(hook.appId),
    'x-github-hook-installation-target-type': 'integration',
    ...(hook.server && {
      'x-github-enterprise-host': hook.server.host,
      'x-github-enterprise-version': hook.server.version,
    }),
    ...signatures(hook.secret, body),
  };
}

/** GitHub signs twice: the SHA-1 one stays for receivers of old. */
export function signatures(secret: string, body: string): Record<string, string> {
  const signed = (hash: string): string => `${hash}=${createHmac(hash, secret).update(body).digest('hex')}`;
  return { 'x-hub-signature': signed('sha1'), 'x-hub-signature-256': signed('sha256') };
}

/** The headers that GitHub's page on webhook payloads names, and what they look like. */
const known: Record<string, RegExp> = {
  accept: /^\*\/\*$/,
  'content-type': /^application\/json$/,
  'user-agent': /^GitHub-Hookshot\/[0-9a-f]+$/,
  'x-github-delivery': /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  'x-github-event': /^[a-z_]+$/,
  'x-github-hook-id': /^\d+$/,
  'x-github-hook-installation-target-id': /^\d+$/,
  'x-github-hook-installation-target-type': /^integration$/,
  'x-hub-signature': /^sha1=[0-9a-f]{40}$/,
  'x-hub-signature-256': /^sha256=[0-9a-f]{64}$/,
};
const ofServers: Record<string, RegExp> = {
  'x-github-enterprise-host': /^\S+$/,
  'x-github-enterprise-version': /^\d+\.\d+\.\d+$/,
};

/** What is missing from the headers of a delivery, is not as it should be, or is nothing that GitHub sends. */
export function checkDeliveryHeaders(event: string, headers: Record<string, string>, isServer: boolean): Violation[] {
  const wanted = isServer ? { ...known, ...ofServers } : known;
  const names = new Set([...Object.keys(wanted), ...Object.keys(headers)]);
  return [...names].flatMap((name) => {
    const value = headers[name];
    const isFit =
      value !== undefined && wanted[name]?.test(value) === true && (name !== 'x-github-event' || value === event);
    const message = value === undefined ? 'is missing from the delivery' : 'is no header of a delivery of GitHub';
    return isFit ? [] : [{ what: 'webhook', operationId: event, pointer: `header:${name}`, value, message }];
  });
}
