/**
 * Cuts the committed slices out of GitHub's published descriptions. It downloads nothing: unpack the packages first, with
 *   npm pack @octokit/openapi@23.0.2 @octokit/openapi-webhooks@12.1.0 @octokit/graphql-schema@15.26.1
 * and name their folders. A folder left out leaves its slice as it is.
 *   npm run contract:cut -- --openapi <dir> --webhooks <dir> --graphql <dir>
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cutGraphql, type Coverage } from './cut-graphql.ts';
import { cutRest, cutWebhooks, type Description } from './cut-rest.ts';

const { values: folders } = parseArgs({
  options: { openapi: { type: 'string' }, webhooks: { type: 'string' }, graphql: { type: 'string' } },
});
const wanted = readJson(here('operations.json')) as { rest: string[]; webhooks: string[] };

if (folders.openapi !== undefined) {
  const description = readJson(join(folders.openapi, 'generated', 'api.github.com.json')) as Description;
  write('rest.json', lines(cutRest(description, packageAt(folders.openapi), wanted.rest)));
}
if (folders.webhooks !== undefined) {
  const description = readJson(join(folders.webhooks, 'generated', 'api.github.com.json')) as Description;
  write('webhooks.json', lines(cutWebhooks(description, packageAt(folders.webhooks), wanted.webhooks)));
}
if (folders.graphql !== undefined) {
  const sdl = readFileSync(join(folders.graphql, 'schema.graphql'), 'utf8');
  const coverage = readJson(here('../graphql/coverage.json')) as Coverage;
  write('schema.graphql', `# Cut from ${packageAt(folders.graphql)}\n${cutGraphql(sdl, coverage)}`);
}

function here(path: string): URL {
  return new URL(path, import.meta.url);
}

function readJson(from: string | URL): unknown {
  return JSON.parse(readFileSync(from, 'utf8'));
}

function packageAt(folder: string): string {
  const { name, version } = readJson(join(folder, 'package.json')) as { name: string; version: string };
  return `${name}@${version}`;
}

function write(name: string, text: string): void {
  writeFileSync(here(`slices/${name}`), text.endsWith('\n') ? text : `${text}\n`);
  process.stdout.write(`slices/${name}: ${Math.round(text.length / 1000)} kB\n`);
}

/** JSON with one line an operation, payload or component, so that a change of the description is a readable diff. */
function lines(slice: object): string {
  const parts = Object.entries(slice).map(([key, value]) => {
    if (typeof value !== 'object') return `${JSON.stringify(key)}: ${JSON.stringify(value)}`;
    const entries = Object.entries(value as object).map(
      ([name, one]) => `${JSON.stringify(name)}: ${JSON.stringify(one)}`,
    );
    return `${JSON.stringify(key)}: {\n${entries.join(',\n')}\n}`;
  });
  return `{\n${parts.join(',\n')}\n}\n`;
}
