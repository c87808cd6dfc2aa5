import type { UserError } from './catalogue.ts';

/** Thrown where a person's mistake ends what was asked for; the doors print its sentence and nothing else. */
export class UserMistake extends Error {
  override readonly name = 'UserMistake';
  readonly userError: UserError;

  constructor(userError: UserError) {
    super(userError.sentence);
    this.userError = userError;
  }
}
