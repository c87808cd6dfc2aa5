import { userError } from '../../core/errors/catalogue.ts';
import { UserMistake } from '../../core/errors/user-mistake.ts';
import type { PinMove, PinReference } from '../../core/pins/index.ts';
import { WAYS, type Way } from '../../core/pins/pin-rule.ts';
import { writeReference } from '../../core/pins/reference.ts';

const VALUES = ['to', 'commit', 'version'] as const;
type Valued = (typeof VALUES)[number];

/** The options of `sluice pin`, as they were written. */
export type MoveOptions = { [name in Way | Valued | 'from' | 'places']?: string } & { drop?: 'tag' | 'digest' };

/** What is to move in each file, and to what. */
export type AskedMove = Omit<PinMove, 'path'>;

/** The move that a command line asks for; a wrong option ends it. */
export function askedMove(options: MoveOptions): AskedMove {
  const way = only(WAYS, options);
  const valued = only(VALUES, options);
  const { from, places, drop } = options;
  return {
    [way]: options[way],
    to: reference(valued, { option: valued, value: options[valued] ?? '' }),
    ...(from === undefined ? {} : { from: reference(valued, { option: 'from', value: from }) }),
    ...(places === undefined ? {} : { places: countOf(places) }),
    ...(drop === undefined ? {} : { drops: drop }),
  };
}

/** The one option that was given of several. */
function only<Name extends Way | Valued>(names: readonly Name[], options: MoveOptions): Name {
  const [one, ...more] = names.filter((name) => options[name] !== undefined);
  if (one !== undefined && more.length === 0) return one;
  const given = one === undefined ? [] : [one, ...more];
  const dashed = (some: readonly Name[]): string[] => some.map((name) => `--${name}`);
  throw new UserMistake(userError('OPTION_CHOICE', { oneOf: dashed(names), given: dashed(given) }));
}

function reference(as: Valued, { option, value }: { option: string; value: string }): PinReference {
  const read = as === 'to' ? imageReference(value) : as === 'commit' ? { commit: value } : { version: value };
  if (writeReference(read) !== undefined) return read;
  const words = as === 'to' ? imageWords(option, value) : WORDS[as];
  throw new UserMistake(userError('OPTION_INVALID', { option: `--${option}`, value, ...words }));
}

/** What is wrong with a value, and what to give instead. */
interface Words {
  because: string;
  next: string;
}

const WORDS: Readonly<Record<'commit' | 'version' | 'tag' | 'digest', Words>> = {
  commit: { because: 'is no full commit id', next: 'give all of its 40 hex digits (0-9, a-f)' },
  version: { because: 'is no version', next: 'give letters, digits and any of ".", "_", "-", "+", 128 at most' },
  tag: { because: 'is no tag', next: 'give letters, digits and any of ".", "_", "-", 128 at most' },
  digest: { because: 'has no whole digest', next: 'write it as sha256: and 64 hex digits (0-9, a-f)' },
};

function imageWords(option: string, value: string): Words {
  if (DIGEST_START.test(value)) return WORDS.digest;
  const [, name = '', separator = '', bare = ''] = NAMED_REFERENCE.exec(value) ?? [];
  const isBare = bare !== '' && writeReference(imageReference(bare)) !== undefined;
  if (isBare && name !== '')
    return { because: 'has the name of an image before it', next: `leave the name out, as in "--${option} ${bare}"` };
  if (isBare) return { because: `begins with "${separator}"`, next: `leave that out, as in "--${option} ${bare}"` };
  return value.includes('@') || DIGEST_START.test(bare) ? WORDS.digest : WORDS.tag;
}

const DIGEST_START = /^sha\d+:/i;
/** The name of an image, what joins a tag or a digest to it, and these. */
const NAMED_REFERENCE = /^((?:.*\/)?[^/:@]*)([:@])(.+)$/;

function imageReference(value: string): PinReference {
  if (value.startsWith('sha256:')) return { digest: value };
  const at = value.indexOf('@');
  return at < 0 ? { tag: value } : { tag: value.slice(0, at), digest: value.slice(at + 1) };
}

function countOf(value: string): number {
  if (/^[1-9]\d{0,3}$/.test(value)) return Number(value);
  const words: Words = { because: 'is no number of places', next: 'give one from 1 to 9999' };
  throw new UserMistake(userError('OPTION_INVALID', { option: '--places', value, ...words }));
}
