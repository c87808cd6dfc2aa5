import { readFileSync } from 'node:fs';

import { load } from 'js-yaml';

import type { Asked, Level } from './core/permissions/grants.ts';

/** What the App asks for when it is registered: `app.yml`, the one place that says so. */
export interface AppManifest extends Asked {
  permissions: Record<string, Level>;
  events: string[];
}

export function readAppManifest(): AppManifest {
  const text = readFileSync(new URL('../app.yml', import.meta.url), 'utf8');
  const { default_permissions: permissions, default_events: events } = load(text) as {
    default_permissions: AppManifest['permissions'];
    default_events: string[];
  };
  return { permissions, events };
}
