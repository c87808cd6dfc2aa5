/** Makes the texts of all committed slices from the unpacked packages. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RestSlice, WebhookSlice } from '../slices.ts';
import { cutGraphql, type Coverage } from './graphql.ts';
import { hoisted } from './hoist.ts';
import { packageAt, readJson, type Folders } from './packages.ts';
import { cutRest, cutWebhooks, describes, type Description } from './rest.ts';
import { gatherParameters, overlayOf } from './store.ts';

/** The description of GitHub Enterprise Server that is kept besides that of github.com. */
const enterprise = 'ghes-3.19';

interface Wanted {
  rest: string[];
  webhooks: string[];
}

/** The text of each slice whose package is there, by its file name. */
export function sliceTexts({ openapi, webhooks, graphql }: Folders): Map<string, string> {
  const texts = new Map<string, string>();
  const wanted = readJson(here('../operations.json')) as Wanted;
  if (openapi !== undefined) {
    const [rest, server] = twoOf(openapi, wanted.rest, cutRest);
    const stored = gatherParameters(rest);
    texts.set('rest.json', lines(stored));
    texts.set(`rest-${enterprise}.json`, lines(overlayOf(stored, gatherParameters(server))));
  }
  if (webhooks !== undefined) {
    const [stored, server] = twoOf(webhooks, wanted.webhooks, cutWebhooks);
    texts.set('webhooks.json', lines(stored));
    texts.set(`webhooks-${enterprise}.json`, lines(overlayOf(stored, server)));
  }
  if (graphql !== undefined) {
    const sdl = readFileSync(join(graphql, 'schema.graphql'), 'utf8');
    const coverage = readJson(here('../../graphql/coverage.json')) as Coverage;
    texts.set('schema.graphql', `# Cut from ${packageAt(graphql)}\n${cutGraphql(sdl, coverage)}`);
  }
  return texts;
}

type Cut<S> = (description: Description, source: string, wanted: string[]) => S;

/** The slices of github.com and of the server; what the server does not have is left out of its own. */
function twoOf<S extends RestSlice | WebhookSlice>(folder: string, wanted: string[], cut: Cut<S>): [S, S] {
  const source = packageAt(folder);
  const read = (name: string) => readJson(join(folder, 'generated', `${name}.json`)) as Description;
  const first = hoisted(cut(read('api.github.com'), source, wanted));
  const second = read(enterprise);
  const there = wanted.filter((name) => describes(second, name));
  return [first, hoisted(cut(second, `${source}, ${enterprise}`, there), first)];
}

function here(path: string): URL {
  return new URL(path, import.meta.url);
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
