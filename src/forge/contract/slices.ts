import { readFileSync } from 'node:fs';

/** The GitHub that a forge is: github.com, or the one version of GitHub Enterprise Server whose description is committed too. */
export const descriptionNames = ['github.com', 'ghes-3.19'] as const;
export type DescriptionName = (typeof descriptionNames)[number];

/** A JSON Schema (2020-12) as the slices carry it; only the checker looks inside. */
export type Schema = Record<string, unknown>;

export interface RestParameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  schema: Schema;
}

export interface RestOperation {
  method: string;
  path: string;
  parameters: RestParameter[];
  body?: { required: boolean; schema: Schema };
  /** By status; null where GitHub describes no JSON body. */
  responses: Record<string, Schema | null>;
  /** Its 201 is described with a `Location`. */
  located?: boolean;
}

/** The part of GitHub's REST description that the forge answers. `source` names the package it was cut from. */
export interface RestSlice {
  source: string;
  operations: Record<string, RestOperation>;
  components: Record<string, Schema>;
}

/** A REST slice as it is committed: parameters stand once, since nearly every operation takes `owner`, `repo` and pages. */
export interface StoredRest {
  source: string;
  operations: Record<string, Omit<RestOperation, 'parameters'> & { parameters: string[] }>;
  parameters: Record<string, RestParameter>;
  components: Record<string, Schema>;
}

/** The payload schemas of the webhooks the forge sends, by GitHub's name (`pull-request-opened`, `push`). */
export interface WebhookSlice {
  source: string;
  payloads: Record<string, Schema>;
  components: Record<string, Schema>;
}

/** What one description says differently from another, by section and name; null where it has nothing of that name. */
export type Overlay<S> = { [K in keyof S]: S[K] extends object ? { [name: string]: S[K][keyof S[K]] | null } : S[K] };

const rest = new Map<DescriptionName, RestSlice>();
const webhooks = new Map<DescriptionName, WebhookSlice>();

/** GitHub's REST description, cut; read once. */
export function restSlice(description: DescriptionName = 'github.com'): RestSlice {
  const read = rest.get(description) ?? spreadParameters(stored<StoredRest>('rest', description));
  rest.set(description, read);
  return read;
}

/** GitHub's webhook description, cut; read once. */
export function webhookSlice(description: DescriptionName = 'github.com'): WebhookSlice {
  const read = webhooks.get(description) ?? stored<WebhookSlice>('webhooks', description);
  webhooks.set(description, read);
  return read;
}

/** True for a component that no description names: it was hoisted out of those that repeat it, and its name ends in a hash. */
export const isHoisted = (component: string): boolean => /\.[0-9a-f]{6}$/.test(component);

/** GitHub's name of a payload. The action of a `repository_dispatch` is whatever its sender wrote; GitHub describes it by one sample. */
export function payloadName(event: string, action: string | undefined): string {
  if (event === 'repository_dispatch') return 'repository-dispatch-sample.collected';
  return [event, ...(action === undefined ? [] : [action])].join('-').replaceAll('_', '-');
}

/** The version that an Enterprise Server tells of itself, `3.19.0`; undefined for github.com, which has none. */
export function serverVersion(description: DescriptionName): string | undefined {
  return description === 'github.com' ? undefined : `${description.replace('ghes-', '')}.0`;
}

/** A slice with its parameters back at the operations that take them. */
export function spreadParameters({ parameters, operations, ...slice }: StoredRest): RestSlice {
  const spread = Object.entries(operations).map(([id, operation]) => {
    const own = operation.parameters.map((name) => parameters[name]!);
    return [id, { ...operation, parameters: own }] as const;
  });
  return { ...slice, operations: Object.fromEntries(spread) };
}

/** A description, given another and how it differs from that. */
export function laidOver<S extends object>(base: S, overlay: Overlay<S>): S {
  const sections = Object.entries(overlay as Record<string, unknown>).map(([key, over]) => {
    if (typeof over !== 'object') return [key, over] as const;
    const entries = Object.entries({ ...(base[key as keyof S] as object), ...over });
    return [key, Object.fromEntries(entries.filter(([, value]) => value !== null))] as const;
  });
  return Object.fromEntries(sections) as S;
}

function stored<S extends object>(what: 'rest' | 'webhooks', description: DescriptionName): S {
  const base = readSlice(`${what}.json`) as S;
  return description === 'github.com' ? base : laidOver(base, readSlice(`${what}-${description}.json`) as Overlay<S>);
}

function readSlice(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`slices/${name}`, import.meta.url), 'utf8'));
}
