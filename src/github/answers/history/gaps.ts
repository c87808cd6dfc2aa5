/** What GitHub was not asked for, or did not list, in one sentence each. */
export function gapsIn({ cut, open }: { cut: number; open: number }): string[] {
  const threads = `${open === 1 ? '1 number that changes name was' : `${open} numbers that changes name were`} not looked up yet`;
  const lists = `GitHub lists more pull requests or issues of ${cut === 1 ? '1 commit' : `${cut} commits`} than were read`;
  return [...(open > 0 ? [`${threads}: whether they are issues is not known`] : []), ...(cut > 0 ? [lists] : [])];
}
