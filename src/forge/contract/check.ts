import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { Inventions } from './inventions.ts';
import { restSlice, webhookSlice, type RestSlice, type WebhookSlice } from './slices.ts';
import { isAllowedInvention, isAllowedNull, isAllowedUndocumented, isAllowedWord } from './undocumented.ts';

const compiling = { strict: false, inlineRefs: false, code: { optimize: false } };

/** Said of a property that the description does not know. */
const unknown = 'GitHub describes no such property';

/** How many characters of an object or array a violation shows. */
const excerpt = 200;

/** One place where a call, an answer or a delivery is not what GitHub describes. */
export interface Violation {
  what: 'request' | 'response' | 'webhook' | 'route';
  operationId: string;
  /** JSON pointer into the body, or `?name` for a query parameter. */
  pointer: string;
  value: unknown;
  message: string;
}

/** A checked request: what is wrong with it, and GitHub's sentence when it would refuse it for that. */
export interface CheckedRequest {
  violations: Violation[];
  refusal?: string;
}

/** Holds calls, answers and deliveries against GitHub's own descriptions. A schema is compiled when it is first needed. */
export class Contract {
  readonly #rest: RestSlice;
  readonly #webhooks: WebhookSlice;
  readonly #ajv: Ajv2020;
  readonly #restInventions: Inventions;
  readonly #webhookInventions: Inventions;
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor(rest = restSlice(), webhooks = webhookSlice()) {
    this.#rest = rest;
    this.#webhooks = webhooks;
    this.#restInventions = new Inventions(rest.components);
    this.#webhookInventions = new Inventions(webhooks.components);
    // Each schema is compiled for few values: inlining and optimising cost more time and memory than they save.
    this.#ajv = new Ajv2020({ ...compiling, allErrors: true, verbose: true });
    formats.default(this.#ajv);
    this.#ajv.addFormat('timestamp', true).addFormat('repo.nwo', true);
    // Real answers carry "" where the description says `format: uri` (`homepage`, `environment_url`).
    this.#ajv.addFormat('uri', (text: string) => text === '' || URL.canParse(text));
    // And the addresses of bots hold brackets: `7+sluice[bot]@users.noreply.github.com`.
    this.#ajv.addFormat('email', /^[^@\s]+@[^@\s]+$/);
    this.#ajv.addSchema(rest, 'rest').addSchema(webhooks, 'webhooks');
  }

  /** Checks the query and the body of a call; a property GitHub does not know is a typing mistake of the caller. */
  checkRequest(operationId: string, query: URLSearchParams, body: unknown): CheckedRequest {
    const violations = this.#checkQuery(operationId, query);
    const described = this.#rest.operations[operationId]?.body;
    if (described === undefined) {
      if (!isEmpty(body)) violations.push(violation('request', operationId, '', body, 'this operation takes no body'));
      return { violations };
    }
    if (body === undefined && !described.required) return { violations };
    const at = `rest#/operations/${escape(operationId)}/body/schema`;
    const wrong = this.#errors(at, body ?? {});
    if (wrong.length > 0) {
      violations.push(...wrong.map((error) => fromError('request', operationId, error)));
      return { violations, refusal: invalidRequest(wrong) };
    }
    const invented = this.#restInventions.find(described.schema, body ?? {});
    violations.push(
      ...invented.map(({ pointer, value }) => violation('request', operationId, pointer, value, unknown)),
    );
    return { violations };
  }

  /** Checks the status of an answer and its body. */
  checkResponse(operationId: string, status: number, body: unknown): Violation[] {
    const operation = this.#rest.operations[operationId];
    const described = operation?.responses[String(status)];
    if (described === undefined && !isAllowedUndocumented(operationId, status, operation?.body !== undefined))
      return [violation('response', operationId, '', status, `status ${status} is not documented for this operation`)];
    if (status === 204 || status === 304)
      return body === undefined ? [] : [violation('response', operationId, '', body, `a ${status} carries no body`)];
    if (!described && (status < 400 || typeof body !== 'object')) return [];
    const at = described ? `${responsePath(operationId)}/${status}` : 'rest#/components/basic-error';
    const invented = this.#restInventions
      .find(described ?? { $ref: '#/components/basic-error' }, body)
      .filter(({ pointer }) => !isAllowedInvention(pointer, status))
      .map(({ pointer, value }) => violation('response', operationId, pointer, value, unknown));
    return [...this.#violations('response', operationId, at, body), ...invented];
  }

  /** Checks the payload of a delivery. */
  checkWebhook(event: string, action: string | undefined, payload: unknown): Violation[] {
    const name = describedName(event, action);
    const operationId = action === undefined ? event : `${event}.${action}`;
    const described = this.#webhooks.payloads[name];
    if (described === undefined)
      return [violation('webhook', operationId, '', action, 'this webhook is not in the slice of the description')];
    const invented = this.#webhookInventions
      .find(described, payload)
      .filter(({ pointer }) => !isAllowedInvention(pointer))
      .map(({ pointer, value }) => violation('webhook', operationId, pointer, value, unknown));
    return [...this.#violations('webhook', operationId, `webhooks#/payloads/${escape(name)}`, payload), ...invented];
  }

  #checkQuery(operationId: string, query: URLSearchParams): Violation[] {
    const parameters = this.#rest.operations[operationId]?.parameters ?? [];
    return [...query].flatMap(([name, text]) => {
      const index = parameters.findIndex((parameter) => parameter.in === 'query' && parameter.name === name);
      const pointer = `?${name}`;
      if (index < 0)
        return [violation('request', operationId, pointer, text, 'GitHub describes no such query parameter')];
      const value = readParameter(text, parameters[index]!.schema['type']);
      const at = `rest#/operations/${escape(operationId)}/parameters/${index}/schema`;
      return this.#errors(at, value).map((error) => ({
        ...fromError('request', operationId, error),
        pointer,
      }));
    });
  }

  #violations(what: Violation['what'], operationId: string, at: string, value: unknown): Violation[] {
    const isWrong = ({ data, instancePath }: ErrorObject) =>
      !(data === null && isAllowedNull(operationId, instancePath)) && !isAllowedWord(instancePath, data);
    return this.#errors(at, value)
      .filter(isWrong)
      .map((error) => fromError(what, operationId, error));
  }

  #errors(at: string, value: unknown): ErrorObject[] {
    let validate = this.#compiled.get(at);
    if (validate === undefined) {
      validate = this.#ajv.compile({ $ref: at });
      this.#compiled.set(at, validate);
    }
    return validate(value) ? [] : (validate.errors ?? []);
  }
}

/** The action of a `repository_dispatch` is whatever its sender wrote; GitHub describes the event by one sample. */
function describedName(event: string, action: string | undefined): string {
  if (event === 'repository_dispatch') return 'repository-dispatch-sample.collected';
  return [event, ...(action === undefined ? [] : [action])].join('-').replaceAll('_', '-');
}

let shared: Contract | undefined;

/** One checker for every forge of the process: compiled schemas are most of what it costs. */
export function sharedContract(): Contract {
  shared ??= new Contract();
  return shared;
}

/** GitHub refuses a body that breaks its schema with these sentences; recorded for `anyOf`, `required` and `type`. */
function invalidRequest(errors: ErrorObject[]): string {
  const combined = errors.find((error) => error.keyword === 'anyOf' || error.keyword === 'oneOf');
  const sentences = combined ? [`No subschema in "${combined.keyword}" matched.`] : errors.map(sentenceOf);
  return ['Invalid request.', ...new Set(sentences)].join('\n\n');
}

function sentenceOf(error: ErrorObject): string {
  if (error.keyword === 'required') return `"${error.params['missingProperty']}" wasn't supplied.`;
  if (error.keyword === 'maxProperties') {
    const supplied = Object.keys(error.data as object).length;
    return `No more than ${error.params['limit']} properties are allowed; ${supplied} were supplied.`;
  }
  const place = error.instancePath
    .split('/')
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? `items/${part}` : `properties/${part}`))
    .join('/');
  const value = error.data === null ? 'nil' : JSON.stringify(error.data);
  const problem = error.keyword === 'type' ? `is not a ${[error.params['type']].flat().join(' or ')}` : error.message;
  return `For '${place}', ${value} ${problem}.`;
}

function readParameter(text: string, type: unknown): unknown {
  if ((type === 'integer' || type === 'number') && /^-?\d+$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

function fromError(what: Violation['what'], operationId: string, error: ErrorObject): Violation {
  const missing = error.params['missingProperty'] as string | undefined;
  if (missing !== undefined)
    return violation(what, operationId, `${error.instancePath}/${escape(missing)}`, undefined, 'is missing');
  return violation(what, operationId, error.instancePath, error.data, error.message ?? error.keyword);
}

function violation(
  what: Violation['what'],
  operationId: string,
  ...[pointer, value, message]: [string, unknown, string]
): Violation {
  const isLarge = typeof value === 'object' && value !== null;
  return { what, operationId, pointer, value: isLarge ? JSON.stringify(value).slice(0, excerpt) : value, message };
}

function isEmpty(body: unknown): boolean {
  return body === undefined || (typeof body === 'object' && body !== null && Object.keys(body).length === 0);
}

function responsePath(operationId: string): string {
  return `rest#/operations/${escape(operationId)}/responses`;
}

function escape(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
