import type { StageName } from '../names.ts';

const PREFIX = 'deploy/';

const format = (environment: StageName): string => `${PREFIX}${environment}`;

/** The environment that a label names, which no pipeline need have; undefined for every other label. */
function parse(label: string): string | undefined {
  const name = label.toLowerCase();
  return name.startsWith(PREFIX) && name.length > PREFIX.length ? name.slice(PREFIX.length).trim() : undefined;
}

/** `deploy/<environment>`, and back: labels ignore case. */
export const DeployLabel = { format, parse };
