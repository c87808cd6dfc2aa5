import { readFileSync } from 'node:fs';

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
}

/** The part of GitHub's REST description that the forge answers. `source` names the package it was cut from. */
export interface RestSlice {
  source: string;
  operations: Record<string, RestOperation>;
  components: Record<string, Schema>;
}

/** The payload schemas of the webhooks the forge sends, by GitHub's name (`pull-request-opened`, `push`). */
export interface WebhookSlice {
  source: string;
  payloads: Record<string, Schema>;
  components: Record<string, Schema>;
}

let rest: RestSlice | undefined;
let webhooks: WebhookSlice | undefined;

/** GitHub's REST description, cut; read once. */
export function restSlice(): RestSlice {
  rest ??= JSON.parse(readFileSync(new URL('slices/rest.json', import.meta.url), 'utf8')) as RestSlice;
  return rest;
}

/** GitHub's webhook description, cut; read once. */
export function webhookSlice(): WebhookSlice {
  webhooks ??= JSON.parse(readFileSync(new URL('slices/webhooks.json', import.meta.url), 'utf8')) as WebhookSlice;
  return webhooks;
}
