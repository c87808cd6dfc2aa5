import { z } from 'zod';
import { restSlice, webhookSlice, type RestOperation } from '../contract/slices.ts';

/** Rules of what goes wrong, as data: a test writes them in place, `sluice forge` reads them from a file. */

const count = z.int().min(1);
const milliseconds = z.int().min(1);
const name = z.string().min(1);
/** The rows that `stale` looks back in are no longer than this. */
export const mostWritesBack = 32;

/** Another answer. Without a body it is GitHub's own for that status. */
const statusDo = z.strictObject({
  status: z.int().min(400).max(599),
  body: z.unknown().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  /** Which limit a 403 or 429 tells of: one an hour, or GitHub's unwritten ones. */
  limit: z.enum(['primary', 'secondary']).optional(),
  /** Seconds, or `date:<seconds>` for a date so far ahead. */
  retryAfter: z.union([z.int().min(0), z.string().regex(/^date:\d+$/, 'wants seconds or date:<seconds>')]).optional(),
});
const resetDo = z.strictObject({ reset: z.literal(true) });
const delayDo = z.strictObject({ delay: milliseconds });
const staleDo = z.strictObject({
  stale: z.union([
    /** `within`: only what was written in the last so many milliseconds is held back. */
    z.strictObject({ writes: z.int().min(1).max(mostWritesBack), within: milliseconds.optional() }),
    z.strictObject({ ms: milliseconds }),
  ]),
});
const notYetDo = z.strictObject({ notYet: milliseconds });
const movedDo = z.strictObject({ moved: name });
const tokenDo = z.strictObject({ token: z.enum(['expired', 'revoked']) });
const suspendDo = z.strictObject({ suspend: z.literal(true) });
const dropDo = z.strictObject({ drop: name });
const renameDo = z.strictObject({ rename: z.string().regex(/^[\w.-]+$/, 'wants a name without its owner') });
const truncateDo = z.strictObject({ truncate: z.int().min(1).max(100) });
const unmergeableDo = z.strictObject({ unmergeable: count });
/** Merges younger than so many milliseconds are in no list of a commit's pull requests. */
const unindexedDo = z.strictObject({ unindexed: milliseconds });
const failFieldDo = z.strictObject({ failField: z.array(name).min(2) });

const callDo = z.union([
  statusDo,
  resetDo,
  delayDo,
  staleDo,
  notYetDo,
  movedDo,
  tokenDo,
  suspendDo,
  dropDo,
  renameDo,
  truncateDo,
  unmergeableDo,
  unindexedDo,
  failFieldDo,
]);

const matching = {
  /** Only what is about this `owner/name`. */
  repo: z
    .string()
    .regex(/^[^/\s]+\/[^/\s]+$/, 'wants owner/name')
    .optional(),
  /** The first match that it strikes, counted from 1. */
  nth: count.optional(),
  /** How often it strikes: once when `nth` is given, else without end. */
  times: count.optional(),
  /** The share of matches that it strikes, above 0 and up to 1; the seed decides which. */
  rate: z.number().gt(0).max(1).optional(),
};

const callShape = z.strictObject({
  /** An operation id, `graphql:<name>`, `git:fetch`, `git:push`, or `*`. */
  operation: name,
  ...matching,
  /** By default before the work; without a `do`, only `lost` means anything. */
  when: z.enum(['before', 'between', 'after', 'lost']).optional(),
  do: callDo.optional(),
});

const hookWord = z.enum(['drop', 'fail', 'duplicate', 'reorder', 'bad-signature', 'timeout']);
const hookDo = z.union([
  hookWord,
  z.strictObject({ delay: milliseconds }),
  z.strictObject({ reorder: milliseconds }),
  z.strictObject({ redeliver: milliseconds }),
]);

const hookShape = z.strictObject({
  /** An event (`push`), one with its action (`pull_request.opened`), or `*`. */
  webhook: name,
  ...matching,
  /** Only what is sent for the first time, or only what is sent again. */
  attempt: z.enum(['first', 'redelivery']).optional(),
  do: hookDo,
});

export type CallDo = z.infer<typeof callDo>;
export type StatusDo = z.infer<typeof statusDo>;
export type CallRule = z.infer<typeof callShape>;
export type HookDo = z.infer<typeof hookDo>;
export type HookRule = z.infer<typeof hookShape>;
export type FaultRule = CallRule | HookRule;

/** What a fault does, by the key that names it; `lost` has none. */
export type Kind = CallDo extends infer Each ? (Each extends unknown ? keyof Each : never) : never;

/** Every kind of fault of a call, and every word for one of a webhook. */
export const kinds: readonly string[] = [
  ...callDo.options.flatMap(({ shape }) => Object.keys(shape).slice(0, 1)),
  ...hookWord.options,
  'redeliver',
];

/** When a fault of each kind may strike; the first is meant when a rule does not say. */
const moments: Partial<Record<Kind, NonNullable<CallRule['when']>[]>> = {
  status: ['before', 'after'],
  reset: ['before', 'after'],
  delay: ['before', 'after'],
  token: ['before', 'after', 'lost'],
  suspend: ['before', 'after', 'lost'],
  drop: ['before', 'after', 'lost'],
  rename: ['before', 'after', 'lost'],
  moved: ['before', 'between'],
};
const ofReads = new Set<Kind>(['stale', 'notYet', 'truncate', 'unmergeable', 'unindexed']);
const ofWrites = new Set<Kind>(['moved']);
const ofGit = new Set<Kind>(['status', 'reset', 'delay', 'token', 'suspend', 'drop', 'rename']);
/** The sign-in's own pages are about no repository, and no token comes with them. */
const ofSignIn = new Set<Kind>(['status', 'reset', 'delay']);

/** Whether a fault of a kind can happen to a call at all. */
export function canMeet(kind: Kind, operation: string, read: boolean): boolean {
  if (operation.startsWith('git:')) return ofGit.has(kind);
  if (operation.startsWith('oauth:')) return ofSignIn.has(kind);
  return !(ofReads.has(kind) && !read) && !(ofWrites.has(kind) && read);
}

/** The key that names what a fault of a call does. */
export function kindOf(what: CallDo): Kind {
  const [kind] = Object.keys(what).filter((key) => key === 'status' || !(key in statusDo.shape));
  return kind as Kind;
}

export const callRule = callShape.superRefine((rule, context) => {
  const says = (path: string[], message: string): void => context.addIssue({ code: 'custom', path, message });
  const { operation, when = 'before' } = rule;
  if (!isOperation(operation)) says(['operation'], `the forge has no operation "${operation}"`);
  if (rule.do === undefined) {
    if (when !== 'lost') says(['do'], 'is missing; only an answer that is lost needs none');
    return;
  }
  const kind = kindOf(rule.do);
  const may = moments[kind] ?? ['before'];
  if (!may.includes(when)) says(['when'], `"${kind}" is for ${may.join(', ')}, not for "${when}"`);
  const unmet = whyUnmet(kind, operation);
  if (unmet !== undefined) says(['do', kind], `"${kind}" is ${unmet}`);
  if ('drop' in rule.do && !isPermission(rule.do.drop))
    says(['do', 'drop'], `no App has a permission "${rule.do.drop}"`);
  if (kind === 'failField' && operation !== '*' && !operation.startsWith('graphql:'))
    says(['do', kind], 'is for GraphQL, whose answers have fields that fail alone');
  checkLimit(rule.do, says);
});

/** Why no call of an operation can ever meet a fault; undefined when one can, or when only the call will show. */
function whyUnmet(kind: Kind, operation: string): string | undefined {
  if (operation.startsWith('git:')) return canMeet(kind, operation, true) ? undefined : 'not for git';
  if (operation.startsWith('oauth:')) return canMeet(kind, operation, true) ? undefined : 'not for the sign-in';
  const described = operationNamed(operation);
  if (described === undefined) return undefined;
  const isRead = described.method === 'GET';
  if (!canMeet(kind, operation, isRead)) return isRead ? 'for what writes' : 'for what reads';
  const isList = operation === 'git/get-tree' || described.parameters.some(({ name: one }) => one === 'per_page');
  return kind === 'truncate' && !isList ? 'for lists' : undefined;
}

function checkLimit(what: CallDo, says: (path: string[], message: string) => void): void {
  if (!('status' in what) || what.status === 403 || what.status === 429) return;
  for (const key of ['limit', 'retryAfter'] as const)
    if (what[key] !== undefined) says(['do', key], `is for 403 and 429, not for ${what.status}`);
}

export const hookRule = hookShape.superRefine(({ webhook }, context) => {
  if (webhook !== '*' && !isWebhook(webhook))
    context.addIssue({ code: 'custom', path: ['webhook'], message: `the forge sends no webhook "${webhook}"` });
});

/** The sign-in's own pages are in no description. */
const doors = new Set(['*', 'git:fetch', 'git:push', 'oauth:authorize', 'oauth:access-token']);

function isOperation(operation: string): boolean {
  return doors.has(operation) || operation.startsWith('graphql:') || operationNamed(operation) !== undefined;
}

function operationNamed(operation: string): RestOperation | undefined {
  const { operations } = restSlice();
  return Object.hasOwn(operations, operation) ? operations[operation] : undefined;
}

function isPermission(permission: string): boolean {
  return Object.hasOwn(restSlice().components['app-permissions']?.['properties'] ?? {}, permission);
}

function isWebhook(webhook: string): boolean {
  const [event = '', action] = webhook.replaceAll('_', '-').split('.', 2);
  const known = Object.keys(webhookSlice().payloads).filter((one) => one === event || one.startsWith(`${event}-`));
  // The actions of a dispatch are whatever its sender calls them.
  return (
    known.length > 0 &&
    (action === undefined || event === 'repository-dispatch' || known.includes(`${event}-${action}`))
  );
}
