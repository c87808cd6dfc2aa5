/** Everything that must survive a move to another database, as lines of text; the first tells the format, the last the counts. */
export interface Archive {
  /**
   * The lines, without their ends, as they are now; the store is not held up meanwhile. What a line tells is never behind the
   * lines before it: whoever imports them repeats what was under way, and begins nothing that they say is done.
   */
  read(): AsyncIterableIterator<string>;
  /**
   * Takes such lines into an empty store: all of them or, with a UserMistake that names the line, none; so it may be repeated
   * after an interruption. Answers how many records they were.
   */
  write(lines: AsyncIterable<string> | Iterable<string>): Promise<{ records: number }>;
}
