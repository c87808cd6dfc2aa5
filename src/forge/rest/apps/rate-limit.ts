import type { Clock } from '../../clock/clock.ts';
import type { Handlers } from '../../http/handler.ts';
import type { RateMeter } from '../../http/limits/rate-meter.ts';

/** Budgets of what the forge does not have; nobody spends from them. */
const untouched = {
  search: 30,
  code_search: 10,
  source_import: 100,
  integration_manifest: 5000,
  actions_runner_registration: 10_000,
  scim: 15_000,
  dependency_snapshots: 100,
  dependency_sbom: 100,
  code_scanning_autofix: 10,
  code_scanning_upload: 5000,
};

/** What is left of the caller's budgets; asking costs nothing. */
export function rateHandlers(rate: RateMeter, wall: Clock): Handlers {
  return {
    'rate-limit/get': ({ caller }) => {
      const now = wall.now();
      const core = rate.shown(caller, 'core', now);
      const reset = Math.ceil(now / 1000) + 60;
      const others = Object.entries(untouched).map(
        ([name, limit]) => [name, { limit, used: 0, remaining: limit, reset }] as const,
      );
      const graphql = rate.shown(caller, 'graphql', now);
      const resources: Record<string, typeof core> = { core, graphql, ...Object.fromEntries(others) };
      return { status: 200, body: { resources, rate: core } };
    },
  };
}
