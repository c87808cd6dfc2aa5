/** What an option of a script says: a whole number from `least` on; throws in one sentence otherwise, since NaN is below every bound. */
export function wholeNumber(option: string, text: string, least = 1): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : -1;
  if (number < least) throw new Error(`${option} is a whole number, ${least} or more, not ${JSON.stringify(text)}`);
  return number;
}
