import { z } from 'zod';

import { isPlainName, isRepoName } from '../../names.ts';
import { parseRepository } from '../../pins/formats/image-reference.ts';
import { isTeamName } from '../../team-name.ts';
import { whyNeverEdited } from '../checks/never-edited.ts';
import { cronMistake } from './cron.ts';
import { parseDuration } from './duration.ts';
import { isTimezone, timezones } from './window.ts';

/** Tells editors about a key: what a person sees who points at it. */
export const told = <Schema extends z.ZodType>(schema: Schema, title: string, description: string): Schema =>
  schema.meta({ title, description });

/** Said of a component, prefab or stage whose name cannot become part of a branch's. */
export const NOT_A_NAME =
  'is not a name: write lower-case letters, digits and hyphens, beginning with a letter or digit';
const NOT_A_REPO = 'is not a repository: write owner/name';
const LONGEST_TAG = 128;

/** Braces stand for a word that is checked elsewhere. */
const filledIn = (text: string): string => text.replaceAll(/\{[^{}]*\}/g, 'x');

/** A repository, by `owner/name`. */
export const repo = z.string().refine((text): boolean => isRepoName(text), { error: NOT_A_REPO });
/** A repository in which `{component}` may stand for a name. */
export const repoTemplate = z.string().refine((text): boolean => isRepoName(filledIn(text)), { error: NOT_A_REPO });
/** The name of a component, a prefab or a stage. */
export const plainName = z.string().refine(isPlainName, { error: NOT_A_NAME });

/** A path inside a repository: relative, forward slashes, never out of it. */
export const inside = z
  .string()
  .refine(
    (path) => !path.split('/').some((part) => part === '..' || part === '.' || part === '') && !/\p{Cc}/u.test(path),
    { error: 'is not a path inside the repository: write it from the top, without . and ..' },
  );

/** A file that Sluice edits, which the policy itself never is, nor what a workflow runs. */
export const filePath = inside.refine((path) => whyNeverEdited(path) === undefined, {
  error: ({ input }) => whyNeverEdited(String(input)) ?? '',
});

/** A list of at least one. */
export const list = <Item extends z.ZodType>(item: Item): z.ZodArray<Item> =>
  z.array(item).min(1, { error: 'is an empty list: name at least one' });

/** Said of what names no image, and of an image at one tag or digest. */
export const NOT_AN_IMAGE =
  'is not the repository of an image: write it as registry.example.com/name, without tag and digest';

/** The repository that images are pushed to. */
export const image = z.string().refine((text) => parseRepository(filledIn(text)) !== undefined, {
  error: NOT_AN_IMAGE,
});

/** How the tag of an image is made from the commit. */
export const tag = z
  .string()
  .refine((text) => /^\w[\w.-]{0,127}$/.test(filledIn(text)) && text.length <= LONGEST_TAG, {
    error: 'is not a tag: write letters, digits, . _ and - around {commit} or {short}',
  })
  .refine((text) => text.includes('{commit}') || text.includes('{short}'), {
    error: 'does not say which commit an image was made from: write {commit} or {short} in it',
  });

const LOGIN = /^@[A-Za-z0-9][A-Za-z0-9-]{0,38}$/;

/** A team whose members may do something. */
export const team = z
  .string()
  .refine((text): boolean => isTeamName(text), { error: 'is not a team: write @organisation/team' });
/** Somebody who is told. */
export const owner = z.string().refine((text) => isTeamName(text) || LOGIN.test(text), {
  error: 'is neither a person nor a team: write @login or @organisation/team',
});

/** Text that is to be found at GitHub exactly as it stands here. */
export const exactText = (what: string): z.ZodString => z.string().regex(/^[^\p{Cc}]+$/u, { error: `is not ${what}` });

/** A length of time. */
export const duration = z
  .string({ error: 'a duration such as 30m, 2h or 1d12h' })
  .refine((text) => parseDuration(text) !== undefined, {
    error: 'is not a duration up to a year: write days, hours and minutes, such as 30m, 2h or 1d12h',
  });

/** The instants of a release, as cron has them. */
export const schedule = z
  .string({ error: 'a schedule of five cron fields' })
  .refine((text) => cronMistake(text) === undefined, {
    error: ({ input }) => cronMistake(String(input)) ?? '',
  });

/** An IANA time zone. */
export const timezone = z.string({ error: 'the IANA name of a time zone' }).refine(isTimezone, {
  error: 'is not a time zone: write its IANA name, such as Europe/Rome or UTC',
  params: { near: timezones },
});

/** Lets a map be counted although a value in it is wrong, so that both are told at once; a wrong key alone is its mistake. */
export const evenIfWrong = {
  when: ({ issues }: z.core.ParsePayload): boolean => issues.every(({ code }) => code !== 'unrecognized_keys'),
};

/** How many of the keys a map has; what is no map has none. */
export const countOf = (value: unknown, keys: readonly string[]): number =>
  typeof value === 'object' && value !== null ? keys.filter((key) => Object.hasOwn(value, key)).length : 0;

/** A map with exactly one of its keys. */
export function oneOf<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const keys = Object.keys(shape);
  const error = keys.length === 1 ? `takes ${keys.join('')}` : `takes one of ${keys.join(', ')}, and only one`;
  return z
    .strictObject(shape)
    .refine((value) => countOf(value, keys) === 1, { error, ...evenIfWrong })
    .meta({ minProperties: 1, maxProperties: 1 });
}
