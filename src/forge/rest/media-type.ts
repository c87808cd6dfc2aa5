import type { Repo } from '../domain/state.ts';
import type { Commit } from '../git/commit.ts';
import type { Oid } from '../git/storage.ts';
import { diffText } from '../git/text/diff-text.ts';
import { Refusal } from '../http/handler.ts';
import type { Call, Reply } from '../http/handler.ts';

type MediaType = 'diff' | 'html' | 'raw' | 'sha';

/** What the forge has besides JSON. */
const served: Record<string, readonly MediaType[]> = {
  'git/get-blob': ['raw'],
  'pulls/get': ['diff'],
  'repos/compare-commits-with-basehead': ['diff'],
  'repos/get-commit': ['diff', 'sha'],
  'repos/get-content': ['html', 'raw'],
  'repos/get-readme': ['html', 'raw'],
};

/** The first of GitHub's own media types in the header that the operation cannot be had in here; previews have long been part of it. */
export function unservedTypeOf(operationId: string, accept: string): string | undefined {
  // "This is the default if you do not pass any specific media type": the text of an issue or a comment as it was written.
  const isText = operationId.startsWith('issues/') || operationId.startsWith('pulls/');
  const known: readonly string[] = [...(served[operationId] ?? []), ...(isText ? ['raw'] : [])];
  const types = accept.split(',').map((one) => one.trim());
  return types.find((one) => {
    const [, type = ''] = /^application\/vnd\.github\.(?:v3\b\.?)?([\w.-]*)/.exec(one) ?? [];
    return type !== '' && !type.endsWith('-preview') && !known.includes(type);
  });
}

/** Whether the client asks for one of GitHub's own media types: `application/vnd.github.raw+json`, with `v3.` in older clients. */
export function asksFor({ accept }: Call, type: MediaType): boolean {
  return new RegExp(`application/vnd\\.github\\.(?:v3\\.)?${type}\\b`).test(accept ?? '');
}

/** The bytes of a file as they are. */
export function rawReply(bytes: Uint8Array): Reply {
  return { status: 200, body: bytes, headers: headersOf('raw') };
}

/** What differs between two commits as text. */
export function diffReply(repo: Repo, { from, to, at }: { from: Oid | undefined; to: Oid; at: number }): Reply {
  return { status: 200, body: diffText(repo.git.objects, from, to), headers: { ...headersOf('diff'), ...changed(at) } };
}

/** The id of a commit and nothing else. */
export function shaReply({ oid, committer }: Commit): Reply {
  return { status: 200, body: oid, headers: { ...headersOf('sha'), ...changed(committer.at) } };
}

function changed(at: number): Record<string, string> {
  return { 'last-modified': new Date(at).toUTCString() };
}

/** A file as a page. The forge renders no markup: the text stands there as it was written, where GitHub has headings and links. */
export function htmlReply(bytes: Uint8Array, path: string): Reply {
  const text = Buffer.from(bytes).toString('utf8');
  const body = `<div id="file" class="plain" data-path="${escape(path)}"><pre>${escape(text)}</pre></div>`;
  return { status: 200, body, headers: headersOf('html') };
}

function headersOf(type: MediaType): Record<string, string> {
  return {
    'content-type': `application/vnd.github.${type}; charset=utf-8`,
    'x-github-media-type': `github.v3; param=${type}`,
  };
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** The bytes that a call carries; GitHub takes no line feeds in them either (octokit/octokit.rb#244). For blobs that is unconfirmed. */
export function fromBase64(content: string): Buffer {
  if (content.length % 4 > 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(content))
    throw new Refusal(422, 'content is not valid Base64');
  return Buffer.from(content, 'base64');
}

/** Base64 in lines of sixty characters, as GitHub writes it. */
export function base64(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll(/.{1,60}/g, '$&\n');
}
