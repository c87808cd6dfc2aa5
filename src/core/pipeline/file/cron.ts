/** One of the five fields of a schedule: what it may hold, and the names that stand for its numbers. */
interface Field {
  called: string;
  least: number;
  most: number;
  names: string[];
}

const MINUTE: Field = { called: 'the minute', least: 0, most: 59, names: [] };
const HOUR: Field = { called: 'the hour', least: 0, most: 23, names: [] };
const DAY: Field = { called: 'the day of the month', least: 1, most: 31, names: [] };
const MONTH: Field = {
  called: 'the month',
  least: 1,
  most: 12,
  names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
};
/** Sunday is 0 and 7. */
const WEEKDAY: Field = {
  called: 'the day of the week',
  least: 0,
  most: 7,
  names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'],
};
const FIELDS = [MINUTE, HOUR, DAY, MONTH, WEEKDAY];
const DAYS_OF_MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * What is wrong with a schedule of five cron fields, as the end of a sentence about it; undefined for one that comes due. Only
 * what every cron reads alike is taken: numbers, names, lists, ranges and steps.
 */
export function cronMistake(text: string): string | undefined {
  const words = wordsOf(text);
  if (words.length !== FIELDS.length || text.length > 200) {
    return 'is not a schedule: write minute, hour, day of the month, month and day of the week, for example "0 9 * * 5"';
  }
  const read = FIELDS.map((field, index) => ({
    field,
    word: words[index] ?? '',
    numbers: numbersOf(words[index] ?? '', field),
  }));
  const wrong = read.find(({ numbers }) => numbers === undefined);
  if (wrong !== undefined) {
    const { called, least, most, names } = wrong.field;
    const orNames = names.length === 0 ? '' : ` or ${names[0] ?? ''} to ${names.at(-1) ?? ''}`;
    return `is not a schedule: ${called} takes ${least} to ${most}${orNames}, lists, ranges and steps, not "${wrong.word}"`;
  }
  return comesDue(
    words,
    read.map(({ numbers }) => numbers ?? []),
  )
    ? undefined
    : 'never comes due: none of its months has such a day';
}

/**
 * A schedule in numbers and lists alone, as every cron reads them: `0 9 * * mon-wed` as `0 9 * * 1,2,3`. A bare `*` stays, since it
 * leaves the day to the other of the two day fields. Undefined for what is no schedule.
 */
export function spellOutCron(text: string): string | undefined {
  if (cronMistake(text) !== undefined) return undefined;
  const words = wordsOf(text).map((word, index) =>
    word === '*' ? word : numbersOf(word, FIELDS[index] ?? WEEKDAY)?.join(','),
  );
  return words.join(' ');
}

const wordsOf = (text: string): string[] => text.trim().split(/\s+/);

/** The 31st of February never comes, unless a day of the week comes instead. */
function comesDue(words: string[], numbers: number[][]): boolean {
  if (words[4] !== '*') return true;
  const [, , days = [], months = []] = numbers;
  return months.some((month) => days.some((day) => day <= (DAYS_OF_MONTHS[month - 1] ?? 0)));
}

function numbersOf(word: string, field: Field): number[] | undefined {
  const numbers: number[] = [];
  for (const part of word.split(',')) {
    const range = rangeOf(part, field);
    if (range === undefined) return undefined;
    for (let number = range.from; number <= range.to; number += range.step) numbers.push(number);
  }
  return numbers;
}

/** `*`, `*\/15`, `5`, `1-5`, `mon-fri`, `1-31/2`. */
function rangeOf(part: string, field: Field): { from: number; to: number; step: number } | undefined {
  const [span = '', every, ...more] = part.split('/');
  const [first = '', last, ...further] = span.split('-');
  const isRange = span === '*' || last !== undefined;
  const step = every === undefined ? 1 : numberOf(every, { ...field, least: 1, names: [] });
  if (more.length > 0 || further.length > 0 || step === undefined || (every !== undefined && !isRange))
    return undefined;
  if (span === '*') return { from: field.least, to: field.most, step };
  const from = numberOf(first, field);
  const to = last === undefined ? from : numberOf(last, field);
  return from === undefined || to === undefined || from > to ? undefined : { from, to, step };
}

function numberOf(word: string, { least, most, names }: Field): number | undefined {
  const named = names.indexOf(word.toLowerCase());
  if (named >= 0) return named + least;
  const number = /^\d{1,2}$/.test(word) ? Number(word) : Number.NaN;
  return number >= least && number <= most ? number : undefined;
}
