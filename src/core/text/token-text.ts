/** Whether a text may be a token: what has a space, a line end or a foreign letter in it cannot even be sent. */
export const isTokenText = (text: string): boolean => /^[\x21-\x7e]+$/.test(text);
