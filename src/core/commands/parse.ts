import { nearest } from '../errors/nearest.ts';
import type { ComponentName, Instant, StageName } from '../names.ts';
import { neutraliseInline } from '../text/neutralise.ts';
import type { Command, CommandPlace, Mistake, Target } from './command.ts';
import { commandWords } from './first-line.ts';
import { endOf } from './until.ts';
import { usageOf, verbsAt, type Verb } from './usage.ts';

export type Parsed = { command: Command } | { mistake: Mistake };

/** What a comment asks for; undefined for one that is no command. `saidAt`: when it was written. */
export function parseCommand(body: string, place: CommandPlace, saidAt: Instant): Parsed | undefined {
  const said = commandWords(body);
  if (said === undefined) return undefined;
  const [first = 'help', ...words] = said.words;
  const verb = verbsAt(place).find((one) => one === first.toLowerCase());
  if (verb === undefined) return { mistake: unknownVerb(first, place) };
  const read = READERS[verb]({ verb, words, place, saidAt });
  if ('mistake' in read) return read;
  return { command: { ...read.command, ...(said.because === undefined ? {} : { because: said.because }) } };
}

interface Reading {
  verb: Verb;
  words: string[];
  place: CommandPlace;
  saidAt: Instant;
}

const READERS: Record<Verb, (reading: Reading) => Parsed> = {
  adopt: readBare,
  rebuild: readBare,
  refresh: readBare,
  tell: readBare,
  help: readBare,
  hold: readTarget,
  resume: readTarget,
  freeze: readFreeze,
  thaw: readThaw,
  promote: readPromote,
  rollback: readRollback,
  explain: readExplain,
};

function readBare({ verb, words, place }: Reading): Parsed {
  if (words.length > 0) return leftOver({ verb, words, place });
  return { command: { verb: verb as 'adopt' | 'rebuild' | 'refresh' | 'tell' | 'help' } };
}

function readTarget(reading: Reading): Parsed {
  const target = targetOf(reading);
  if ('mistake' in target) return target;
  return { command: { verb: reading.verb === 'hold' ? 'hold' : 'resume', ...target } };
}

function readFreeze({ verb, words, place, saidAt }: Reading): Parsed {
  const at = words.findIndex((word) => /^(?:until|for)$/i.test(word));
  const [names, moment] = at < 0 ? [words, []] : [words.slice(0, at), words.slice(at)];
  const scope = scopeOf({ verb, words: names, place, saidAt });
  if ('mistake' in scope) return scope;
  if (at < 0) return { command: { verb: 'freeze', ...scope } };
  const until = endOf(moment, saidAt);
  if (until === undefined) {
    const says = `${quoted(moment.join(' '))} is no moment to come`;
    return { mistake: { says, valid: ['for 2h', 'for 3d', 'until 2026-03-09 11:00 Europe/Rome'] } };
  }
  return { command: { verb: 'freeze', ...scope, until } };
}

function readThaw(reading: Reading): Parsed {
  const scope = scopeOf(reading);
  return 'mistake' in scope ? scope : { command: { verb: 'thaw', ...scope } };
}

function readExplain(reading: Reading): Parsed {
  const { words, place } = reading;
  if (words.length === 0) {
    const stage = place.lane?.stage;
    return { command: { verb: 'explain', ...(stage === undefined ? {} : { stage }) } };
  }
  const scope = scopeOf(reading);
  return 'mistake' in scope ? scope : { command: { verb: 'explain', ...scope } };
}

/** Without a name it is the present content of the pull request. */
function readPromote(reading: Reading): Parsed {
  if (reading.words.length === 0 && reading.place.lane !== undefined) return { command: { verb: 'promote' } };
  const named = oneComponentOf(reading);
  if ('mistake' in named) return named;
  const [artifact, ...more] = named.rest;
  if (more.length > 0) return leftOver({ ...reading, words: more });
  const { stage, component } = named;
  return { command: { verb: 'force', stage, component, ...(artifact === undefined ? {} : { artifact }) } };
}

function readRollback(reading: Reading): Parsed {
  const named = oneComponentOf(reading);
  if ('mistake' in named) return named;
  const [release, ...more] = named.rest[0]?.toLowerCase() === 'to' ? named.rest.slice(1) : named.rest;
  if (more.length > 0) return leftOver({ ...reading, words: more });
  if (release === undefined) return usage(reading.verb, reading.place, 'it does not say to which release');
  return { command: { verb: 'rollback', stage: named.stage, component: named.component, release } };
}

/** `[environment|all]`; where neither is named, the lane's own environment, or all of them. */
function scopeOf({ verb, words, place, saidAt }: Reading): { stage?: StageName } | { mistake: Mistake } {
  const [first, ...more] = words;
  if (more.length > 0) return leftOver({ verb, words: more, place });
  if (first === undefined) return place.lane === undefined ? {} : { stage: place.lane.stage };
  if (first.toLowerCase() === 'all') return {};
  const target = targetOf({ verb, words: [first], place: { environments: place.environments }, saidAt });
  return 'mistake' in target ? target : { stage: target.stage };
}

/**
 * `<environment> [component…]`, or on the pull request of a lane `[component…]` alone. A lane of one component is always meant
 * with it: the stage's other lanes have other repositories, and other people.
 */
function targetOf({ verb, words, place }: Reading): Target | { mistake: Mistake } {
  const { lane, environments } = place;
  const names = words.filter((word) => word.toLowerCase() !== 'and');
  const [first = '', ...rest] = names;
  const isOwn = lane !== undefined && (first === '' || lane.components.some((name) => isSame(name, first)));
  const named = isOwn ? undefined : environments.find(({ name }) => isSame(name, first));
  if (isOwn || (named === undefined && lane !== undefined)) {
    const components = componentsOf(names, lane.components);
    if ('mistake' in components) return { mistake: withEnvironments(components.mistake, { first, place }) };
    const isOfOne = lane.kind !== 'environment' || lane.forced === true;
    return { stage: lane.stage, components: isOfOne ? lane.components : components };
  }
  if (named === undefined) {
    if (first === '') return usage(verb, place, 'it does not say which environment');
    return { mistake: notFound(first, 'an environment', namesOf(environments)) };
  }
  const components = componentsOf(rest, named.components);
  return 'mistake' in components ? components : { stage: named.name, components };
}

/** `<environment> <component> …`; on a release the environment may be left out. */
function oneComponentOf({
  verb,
  words,
  place,
}: Reading): { stage: StageName; component: ComponentName; rest: string[] } | { mistake: Mistake } {
  const { lane, environments } = place;
  const [first = ''] = words;
  const named = environments.find(({ name }) => isSame(name, first));
  const own = lane?.kind === 'environment' ? environments.find(({ name }) => name === lane.stage) : undefined;
  const stage = named ?? own;
  const rest = named === undefined ? words : words.slice(1);
  if (stage === undefined) {
    if (first === '') return usage(verb, place, 'it names neither an environment nor a component');
    return { mistake: notFound(first, 'an environment', namesOf(environments)) };
  }
  const [component = '', ...more] = rest;
  if (component === '') return usage(verb, place, `it does not say which component of ${stage.name}`);
  const components = componentsOf([component], stage.components);
  if ('mistake' in components) return components;
  return { stage: stage.name, component: components[0] ?? ('' as ComponentName), rest: more };
}

function componentsOf(words: string[], valid: ComponentName[]): ComponentName[] | { mistake: Mistake } {
  const found: ComponentName[] = [];
  for (const word of words) {
    const component = valid.find((name) => isSame(name, word));
    if (component === undefined) return { mistake: notFound(word, 'a component here', valid) };
    if (!found.includes(component)) found.push(component);
  }
  return found;
}

/** The word may have been meant as either. */
function withEnvironments(mistake: Mistake, { first, place }: { first: string; place: CommandPlace }): Mistake {
  const environments = namesOf(place.environments);
  const wrong = place.lane?.components.some((name) => isSame(name, first)) ?? false;
  if (wrong || environments.length === 0) return mistake;
  return notFound(first, 'a component here, nor an environment', [...mistake.valid, ...environments]);
}

const isSame = (name: string, word: string): boolean => name === word.toLowerCase();

const namesOf = (environments: CommandPlace['environments']): string[] => environments.map(({ name }) => name);

function notFound(word: string, what: string, valid: readonly string[]): Mistake {
  const near = nearest(word, valid);
  const meant = near === undefined ? '' : `; did you mean \`${near}\`?`;
  return { says: `${quoted(word)} is not ${what}${meant}`, valid: [...valid] };
}

function unknownVerb(word: string, place: CommandPlace): Mistake {
  const verbs = verbsAt(place);
  const near = nearest(word, verbs);
  const meant = near === undefined ? '' : `; did you mean \`${near}\`?`;
  return {
    says: `${quoted(word)} is not something to ask here${meant}`,
    valid: verbs.map((verb) => usageOf(verb, place)),
  };
}

const usage = (verb: Verb, place: CommandPlace, lacks: string): { mistake: Mistake } => ({
  mistake: { says: `\`/sluice ${verb}\` is not complete: ${lacks}`, valid: [usageOf(verb, place)] },
});

const leftOver = ({ verb, words, place }: Pick<Reading, 'verb' | 'words' | 'place'>): { mistake: Mistake } => ({
  mistake: { says: `\`/sluice ${verb}\` takes no ${quoted(words.join(' '))}`, valid: [usageOf(verb, place)] },
});

const quoted = (word: string): string => `“${neutraliseInline(word, 60)}”`;
