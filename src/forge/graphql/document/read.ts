import { readFileSync } from 'node:fs';
import { buildSchema, GraphQLError, validate } from 'graphql';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { complaintsOf, type Complaint } from './complaints.ts';
import { parsedDocument } from './parsed.ts';
import { withScalars } from './scalars.ts';

/** GitHub's schema, cut to what coverage.json lists. */
let schema: GraphQLSchema | undefined;
/** Validating a document costs more than answering it. */
const documents = new Map<string, DocumentNode | readonly Complaint[]>();
const mostDocuments = 500;

/** The schema that the forge answers by. */
export function loadSchema(): GraphQLSchema {
  schema ??= withScalars(
    buildSchema(readFileSync(new URL('../../contract/slices/schema.graphql', import.meta.url), 'utf8')),
  );
  return schema;
}

/** Reads a document, or says what is wrong with it. */
export function documentOf(query: string): DocumentNode | readonly Complaint[] {
  const known = documents.get(query);
  if (known !== undefined) return known;
  if (documents.size >= mostDocuments) documents.clear();
  const read = readDocument(query);
  documents.set(query, read);
  return read;
}

/**
 * GitHub lets one name stand for fields of different types where they can never meet: gh asks `state` of an issue and
 * of a pull request at once, an IssueState and a PullRequestState. graphql-js refuses that, as the specification does.
 */
function isTolerated({ message }: GraphQLError): boolean {
  return message.includes('conflict because they return conflicting types');
}

function readDocument(query: string): DocumentNode | readonly Complaint[] {
  const document = parsedDocument(query);
  if (document instanceof GraphQLError) {
    const { message, locations } = document;
    return [{ ...(locations !== undefined && { locations }), message }];
  }
  const errors = validate(loadSchema(), document).filter((error) => !isTolerated(error));
  return errors.length > 0 ? complaintsOf(errors, document) : document;
}
