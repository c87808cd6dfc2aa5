import { readFileSync } from 'node:fs';

import { load } from 'js-yaml';

/** What the App asks for when it is registered: `app.yml`, the one place that says so. */
export interface AppManifest {
  permissions: Record<string, 'read' | 'write'>;
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
