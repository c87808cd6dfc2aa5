import { parse } from 'yaml';
import { z } from 'zod';

import type { AppSpec } from '../domain/state-new.ts';
import { hearing } from '../events/subscriptions.ts';
import { StandaloneProblem } from './problem.ts';

/** What of an App's manifest the forge goes by; the other keys are the App's own business. */
const manifest = z.object({
  name: z.string().optional(),
  default_permissions: z.record(z.string(), z.enum(['read', 'write', 'admin'])).default({}),
  default_events: z.array(z.string()).default([]),
});

/** The part of an App that its manifest says. */
export type AppWishes = Pick<AppSpec, 'slug' | 'name' | 'permissions' | 'events'>;

/** Reads an App's manifest, the `app.yml` that Probot's apps carry; throws `StandaloneProblem`. */
export function readAppFile(text: string): AppWishes {
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw appProblem(`is no YAML: ${(error as Error).message.split('\n')[0]}`);
  }
  const read = manifest.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw appProblem(`does not fit at ${issue?.path.join('.') || 'its top'}: ${issue?.message}`);
  }
  const { name = 'App', default_permissions: permissions, default_events: events } = read.data;
  return { slug: slugOf(name), name, permissions, events };
}

const appProblem = (because: string): StandaloneProblem =>
  new StandaloneProblem('--app', because, 'name the app.yml of an App, with default_permissions and default_events');

/** For an App without a manifest: it may do and hear all that the forge has. */
export const allWishes: AppWishes = {
  slug: 'my-app',
  name: 'My App',
  permissions: {
    actions: 'write',
    administration: 'write',
    checks: 'write',
    contents: 'write',
    deployments: 'write',
    issues: 'write',
    members: 'write',
    merge_queues: 'write',
    metadata: 'read',
    organization_administration: 'read',
    packages: 'write',
    pull_requests: 'write',
    statuses: 'write',
    vulnerability_alerts: 'read',
    workflows: 'write',
  },
  events: Object.keys(hearing),
};

/** As GitHub makes it of a name: lower case, hyphens in place of what is neither letter nor digit. */
function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}
