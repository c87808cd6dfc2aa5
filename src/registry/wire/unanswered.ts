/** Why there is no answer, in a sentence without secrets; it ends what was asked and becomes `unknown`. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
}
