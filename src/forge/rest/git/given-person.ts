import type { Person } from '../../git/commit.ts';
import { Refusal } from '../../http/handler.ts';

/** Somebody a call names as author, committer or tagger. */
export interface GivenPerson {
  name?: string;
  email?: string;
  date?: string;
}

/** The person whom the call names; what it leaves out is taken from another. */
export function personNamed(given: GivenPerson | undefined, otherwise: Person): Person {
  return {
    name: given?.name ?? otherwise.name,
    email: given?.email ?? otherwise.email,
    at: given?.date === undefined ? otherwise.at : instantOf(given.date),
  };
}

/** The description of contents lets a date be any text; the words of the refusal are unconfirmed. */
function instantOf(date: string): number {
  const at = Date.parse(date);
  if (Number.isNaN(at)) throw new Refusal(422, `Invalid request.\n\n"${date}" is not a valid date.`);
  return at;
}
