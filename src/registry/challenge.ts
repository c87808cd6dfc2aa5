/** How a registry wants to be asked, as its 401 says. */
export type Challenge = { scheme: 'bearer'; realm: string; service?: string; scope?: string } | { scheme: 'basic' };

/** A scheme, or one of its values. */
const PIECE = /\b([A-Za-z]+)(?=\s+[A-Za-z_]+\s*=|\s*(?:,|$))|\b([A-Za-z_]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g;

/** Reads `WWW-Authenticate`, which may offer several ways; a token is preferred to the password itself. */
export function parseChallenge(header: string): Challenge | undefined {
  const offers: { scheme: string; values: Map<string, string> }[] = [];
  for (const [, scheme, name = '', text, word = ''] of header.matchAll(PIECE)) {
    if (scheme !== undefined) offers.push({ scheme: scheme.toLowerCase(), values: new Map() });
    else offers.at(-1)?.values.set(name.toLowerCase(), text?.replaceAll(/\\(.)/g, '$1') ?? word);
  }
  const bearer = offers.find(({ scheme, values }) => scheme === 'bearer' && values.has('realm'))?.values;
  if (bearer) {
    const [service, scope] = [bearer.get('service'), bearer.get('scope')];
    return { scheme: 'bearer', realm: bearer.get('realm') ?? '', ...(service && { service }), ...(scope && { scope }) };
  }
  return offers.some(({ scheme }) => scheme === 'basic') ? { scheme: 'basic' } : undefined;
}
