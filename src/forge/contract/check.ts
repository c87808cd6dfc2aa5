import type { ErrorObject } from 'ajv/dist/2020.js';
import { missingOfAccounts, missingOfAnswer, missingOfDelivery, missingOfError, type Missing } from './always.ts';
import { Dialect } from './dialect.ts';
import { headerFaults, type Dressed } from './headers.ts';
import { Inventions } from './inventions.ts';
import { escapeName } from './pointer.ts';
import {
  payloadName,
  restSlice,
  webhookSlice,
  type DescriptionName,
  type RestSlice,
  type Schema,
  type WebhookSlice,
} from './slices.ts';
import {
  asDescribed,
  isAllowedInvention,
  isAllowedNull,
  isAllowedSpan,
  isAllowedTwice,
  isAllowedUndocumented,
  isAllowedWord,
} from './undocumented.ts';
import { Validators } from './validators.ts';

/** Said of a property that the description does not know. */
const unknown = 'GitHub describes no such property';

/** How many characters of an object or array a violation shows. */
const excerpt = 200;

/** One place where a call, an answer or a delivery is not what GitHub describes. */
export interface Violation {
  what: 'request' | 'response' | 'webhook' | 'route';
  operationId: string;
  /** JSON pointer into the body, `?name` for a query parameter, `header:name` for a header. */
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
  readonly description: DescriptionName;
  /** What this server takes and says of all that the forge knows. */
  readonly dialect: Dialect;
  readonly #rest: RestSlice;
  readonly #webhooks: WebhookSlice;
  /** Says yes or no; its yes is final. */
  readonly #quick: Validators;
  /** Says all that is wrong, and takes several times as long. */
  readonly #thorough: Validators;
  readonly #restInventions: Inventions;
  readonly #webhookInventions: Inventions;

  constructor(
    description: DescriptionName = 'github.com',
    rest = restSlice(description),
    webhooks = webhookSlice(description),
  ) {
    this.description = description;
    this.dialect = new Dialect(description);
    this.#rest = rest;
    this.#webhooks = webhooks;
    this.#restInventions = new Inventions(rest.components);
    this.#webhookInventions = new Inventions(webhooks.components);
    this.#quick = new Validators({ rest, webhooks }, {});
    this.#thorough = new Validators({ rest, webhooks }, { allErrors: true, verbose: true });
  }

  /** Checks the query and the body of a call; a property GitHub does not know is a typing mistake of the caller. */
  checkRequest(operationId: string, query: URLSearchParams, given: unknown): CheckedRequest {
    const body = asDescribed(operationId, given);
    const violations = this.#checkQuery(operationId, query);
    const described = this.#rest.operations[operationId]?.body;
    if (described === undefined) {
      if (!isEmpty(body)) violations.push(violation('request', operationId, '', body, 'this operation takes no body'));
      return { violations };
    }
    if (body === undefined && !described.required) return { violations };
    const at = `rest#/operations/${escapeName(operationId)}/body/schema`;
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
    const described = this.#described(operationId, status);
    if (described === undefined && !isAllowedUndocumented(operationId, status, operation?.body !== undefined))
      return [violation('response', operationId, '', status, `status ${status} is not documented for this operation`)];
    const misformed = formFault(status, body, described);
    if (misformed !== undefined) return [violation('response', operationId, '', body, misformed)];
    if (isEmptied(status) || (!described && (status < 300 || status === 302))) return [];
    const at = described ? `${responsePath(operationId)}/${status}` : 'rest#/components/basic-error';
    const invented = this.#restInventions
      .find(described ?? { $ref: '#/components/basic-error' }, body)
      .filter(({ pointer }) => !isAllowedInvention(pointer, status, operationId))
      .map(({ pointer, value }) => violation('response', operationId, pointer, value, unknown));
    const { components } = this.#rest;
    const lacking = [
      ...missingOfAccounts(body),
      ...(described && status < 300 ? missingOfAnswer(operationId, described, { body, components }) : []),
      ...(status >= 300 && status < 500 ? missingOfError(body, status) : []),
    ];
    const wrong = [...this.#violations('response', operationId, at, body), ...invented];
    return withMissing(wrong, lacking, { what: 'response', operationId });
  }

  /** Checks the headers of an answer to a call of REST. */
  checkHeaders(answer: Dressed): Violation[] {
    const { operationId } = answer;
    const faults = headerFaults(answer, this.#rest.operations[operationId], this.description);
    return faults.map(({ name, value, message }) =>
      violation('response', operationId, `header:${name}`, value ?? undefined, message),
    );
  }

  /** Checks the payload of a delivery. */
  checkWebhook(event: string, action: string | undefined, payload: unknown): Violation[] {
    const name = payloadName(event, action);
    const operationId = action === undefined ? event : `${event}.${action}`;
    const described = this.#webhooks.payloads[name];
    if (described === undefined)
      return [violation('webhook', operationId, '', action, 'this webhook is not in the slice of the description')];
    const invented = this.#webhookInventions
      .find(described, payload)
      .filter(({ pointer }) => !isAllowedInvention(pointer))
      .map(({ pointer, value }) => violation('webhook', operationId, pointer, value, unknown));
    const at = `webhooks#/payloads/${escapeName(name)}`;
    const wrong = [...this.#violations('webhook', operationId, at, payload), ...invented];
    const lacking = [...missingOfAccounts(payload), ...missingOfDelivery(event, action, payload)];
    return withMissing(wrong, lacking, { what: 'webhook', operationId });
  }

  #described(operationId: string, status: number): Schema | null | undefined {
    return this.#rest.operations[operationId]?.responses[String(status)];
  }

  #checkQuery(operationId: string, query: URLSearchParams): Violation[] {
    const parameters = this.#rest.operations[operationId]?.parameters ?? [];
    return [...query].flatMap(([name, text]) => {
      const index = parameters.findIndex((parameter) => parameter.in === 'query' && parameter.name === name);
      const pointer = `?${name}`;
      if (index < 0)
        return [violation('request', operationId, pointer, text, 'GitHub describes no such query parameter')];
      if (isAllowedSpan(operationId, name, text)) return [];
      const value = readParameter(text, parameters[index]!.schema['type']);
      const at = `rest#/operations/${escapeName(operationId)}/parameters/${index}/schema`;
      return this.#errors(at, value).map((error) => ({
        ...fromError('request', operationId, error),
        pointer,
      }));
    });
  }

  #violations(what: Violation['what'], operationId: string, at: string, value: unknown): Violation[] {
    const isWrong = ({ data, instancePath, params }: ErrorObject) =>
      !(data === null && isAllowedNull(operationId, instancePath)) &&
      !isAllowedWord(instancePath, data) &&
      !isAllowedTwice(operationId, params);
    return this.#errors(at, value)
      .filter(isWrong)
      .map((error) => fromError(what, operationId, error));
  }

  #errors(at: string, value: unknown): ErrorObject[] {
    if (this.#quick.at(at)(value)) return [];
    const validate = this.#thorough.at(at);
    return validate(value) ? [] : (validate.errors ?? []);
  }
}

const shared = new Map<DescriptionName, Contract>();

/** One checker of each description for every forge of the process: compiled schemas are most of what it costs. */
export function sharedContract(description: DescriptionName = 'github.com'): Contract {
  const contract = shared.get(description) ?? new Contract(description);
  shared.set(description, contract);
  return contract;
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
    return violation(what, operationId, `${error.instancePath}/${escapeName(missing)}`, undefined, 'is missing');
  return violation(what, operationId, error.instancePath, error.data, error.message ?? error.keyword);
}

/** What the schema has found missing is told once. */
function withMissing(
  wrong: Violation[],
  lacking: Missing[],
  { what, operationId }: Pick<Violation, 'what' | 'operationId'>,
): Violation[] {
  const told = new Set(wrong.map(({ pointer }) => pointer));
  const more = lacking.filter(({ pointer }) => !told.has(pointer));
  const lacked = more.map(({ pointer, value }) =>
    violation(what, operationId, pointer, value, value === undefined ? 'is missing' : 'is not what an error says here'),
  );
  return [...wrong, ...lacked];
}

function violation(
  what: Violation['what'],
  operationId: string,
  ...[pointer, value, message]: [string, unknown, string]
): Violation {
  const isLarge = typeof value === 'object' && value !== null;
  return { what, operationId, pointer, value: isLarge ? JSON.stringify(value).slice(0, excerpt) : value, message };
}

const isEmptied = (status: number): boolean => status === 204 || status === 304;

/** What is wrong with there being a body, or none. A redirect says why as a refusal does, but for one to a file. */
function formFault(status: number, body: unknown, described: Schema | null | undefined): string | undefined {
  const isObject = typeof body === 'object' && body !== null;
  if (isEmptied(status)) return body === undefined ? undefined : `a ${status} carries no body`;
  if (status < 300) return described === null && isObject ? 'GitHub describes no body here' : undefined;
  return isObject || (described === null && status === 302) ? undefined : 'a refusal is an object';
}

function isEmpty(body: unknown): boolean {
  return body === undefined || (typeof body === 'object' && body !== null && Object.keys(body).length === 0);
}

function responsePath(operationId: string): string {
  return `rest#/operations/${escapeName(operationId)}/responses`;
}
