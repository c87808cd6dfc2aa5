import { createRegistry, type FakeRegistry } from '../../src/forge/registry/registry.ts';
import { isKnown, type Answer } from '../../src/core/answer.ts';
import type { Registry } from '../../src/ports/registry.ts';
import type { Credential } from '../../src/registry/credentials.ts';
import { ociRegistry, type OciRegistryOptions } from '../../src/registry/oci-registry.ts';

export const commit = '1f2e3d4c5b6a79880f1e2d3c4b5a69788f9e0d1c';
export const sluice: Credential = { username: 'sluice', password: 'canary-5f0e:with a colon' };
export const users = { [sluice.username]: sluice.password };

export interface Rig {
  registry: FakeRegistry;
  /** `127.0.0.1:port/acme/payments`. */
  image: string;
  host: string;
  /** A client logged in as Sluice; the options change that. */
  client(options?: Partial<OciRegistryOptions>): Registry;
  clock: { time: number };
  close(): Promise<void>;
}

/** A registry behind real HTTP, and clients of it on a clock that stands still unless moved. */
export async function rig(options: Parameters<typeof createRegistry>[0] = {}): Promise<Rig> {
  const registry = createRegistry(options);
  const { host, close } = await registry.listen();
  const clock = { time: Date.UTC(2026, 10, 20, 12) };
  const credentials = new Map([[host, sluice]]);
  return {
    registry,
    host,
    image: `${host}/acme/payments`,
    client: (changed) => ociRegistry({ credentials, now: () => clock.time, mayAskThisMachine: true, ...changed }),
    clock,
    close,
  };
}

/** The fact of an answer that has to be known. */
export function fact<T>(answer: Answer<T>): T {
  if (!isKnown(answer)) throw new Error(answer.unknown);
  return answer.known;
}

/** The sentence of an answer that has to be unknown. */
export function why(answer: Answer<unknown>): string {
  if (isKnown(answer)) throw new Error(`known: ${String(answer.known)}`);
  return answer.unknown;
}

/** The calls made since the last time, as `GET /path`. */
export const madeOf = ({ registry }: Rig): string[] =>
  registry.calls.splice(0).map(({ method, path, status }) => `${method} ${path.split('?')[0]} ${status}`);
