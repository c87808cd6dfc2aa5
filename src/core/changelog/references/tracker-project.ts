/** What stands before the hyphen of a key, as Jira names projects. */
export const isProject = (text: string): boolean => /^[A-Z][A-Z\d_]{1,29}$/.test(text);
