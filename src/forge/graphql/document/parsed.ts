import { GraphQLError, parse, type DocumentNode } from 'graphql';

/** Clients send the same few documents again and again; the bound is for those that build each anew. */
const parsed = new Map<string, DocumentNode | GraphQLError>();
const mostParsed = 500;

/** A document as its syntax tree, or what keeps it from being one. */
export function parsedDocument(query: string): DocumentNode | GraphQLError {
  let found = parsed.get(query);
  if (found === undefined) {
    if (parsed.size >= mostParsed) parsed.clear();
    found = tryParse(query);
    parsed.set(query, found);
  }
  return found;
}

function tryParse(query: string): DocumentNode | GraphQLError {
  try {
    return parse(query);
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}
