/** One version: what its own changelog lists, and what was read from its history. */
export interface Row {
  /** Its two commits are one. */
  isEmpty: boolean;
  want: number[];
  got: ReadonlySet<number>;
}

export interface Figures {
  listed: number;
  found: number;
  recall: number;
  precision: number;
}

/** The same rows, counted in three ways. */
export interface Counted {
  /** Every row, and every number that it lists. */
  all: Figures;
  /** Rows that have commits between their two: where they are one, nothing can be found. */
  between: Figures;
  /** Of those, the numbers that some message of the whole history names: the others are in no git repository. */
  named: Figures;
}

export function counted(rows: readonly Row[], messages: readonly string[]): Counted {
  const inMessages = new Set(
    messages.flatMap((message) =>
      [...message.matchAll(/(?:#|GH-|\/(?:issues|pull)\/)(\d+)/g)].map(([, digits]) => Number(digits)),
    ),
  );
  const between = rows.filter(({ isEmpty }) => !isEmpty);
  const named = between.map((row) => ({ ...row, want: row.want.filter((number) => inMessages.has(number)) }));
  return { all: figuresOf(rows), between: figuresOf(between), named: figuresOf(named) };
}

function figuresOf(rows: readonly Row[]): Figures {
  const sum = (count: (row: Row) => number): number => rows.reduce((all, row) => all + count(row), 0);
  const listed = sum(({ want }) => want.length);
  const found = sum(({ want, got }) => want.filter((number) => got.has(number)).length);
  return { listed, found, recall: found / listed, precision: found / sum(({ got }) => got.size) };
}

const TITLES: Record<keyof Counted, string> = {
  all: 'all rows',
  between: 'rows with commits between',
  named: 'and numbers that messages name',
};

/** The three ways side by side, for whoever reads the test's output. */
export function table(lines: readonly [name: string, Counted][]): string {
  const share = (part: number): string => part.toFixed(4).padStart(9);
  const rows = lines.flatMap(([name, told]) =>
    (Object.keys(TITLES) as (keyof Counted)[]).map((way) => {
      const { listed, found, recall, precision } = told[way];
      const numbers = `${found} of ${listed}`.padStart(14);
      return `${name.padEnd(30)} ${TITLES[way].padEnd(31)} ${numbers} ${share(recall)} ${share(precision)}`;
    }),
  );
  const head = `${'numbers, by git alone'.padEnd(30)} ${'counted'.padEnd(31)} ${'found'.padStart(14)} ${'recall'.padStart(9)} precision`;
  return [head, ...rows].join('\n');
}
