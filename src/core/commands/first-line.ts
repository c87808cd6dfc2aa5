/** Foreign text of a reason; longer is cut where it is shown. */
const LONGEST_BECAUSE = 200;

const COMMAND = /^\/sluice(?=\s|$)(.*)$/i;
const TRAILING = /[.,;:!?]+$/;
const BECAUSE = /(?:^|\s)because(?=\s|:|$)[\s:]*(.*)$/i;

/** The words of a command, and why it is given. */
export interface CommandWords {
  words: string[];
  because?: string;
}

/**
 * The command on the first line of a comment; undefined for a comment that is none. Whatever follows the first line is talk, and
 * a quote or a code block begins with something else.
 */
export function commandWords(body: string): CommandWords | undefined {
  const found = COMMAND.exec(firstLine(body));
  if (found === null) return undefined;
  const [, rest = ''] = found;
  const reason = BECAUSE.exec(rest);
  const because = reason?.[1]?.trim().slice(0, LONGEST_BECAUSE);
  const said = reason === null ? rest : rest.slice(0, reason.index);
  const words = said
    .split(/\s+/)
    .map((word) => word.replace(TRAILING, ''))
    .filter((word) => word !== '');
  return { words, ...(because === undefined || because === '' ? {} : { because }) };
}

export const firstLine = (body: string): string => (body.split(/\r?\n/, 1)[0] ?? '').trimEnd();

/** Whether a comment begins with a command, well written or not. */
export const isCommand = (body: string): boolean => commandWords(body) !== undefined;
