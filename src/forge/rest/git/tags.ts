import type { Tag } from '../../git/text/tag.ts';
import { readTag, writeTag } from '../../git/text/tag.ts';
import { isRefName } from '../../git/store/ref-name.ts';
import type { ObjectType, Oid } from '../../git/storage.ts';
import { personOf } from '../../domain/commits.ts';
import { nodeId } from '../../domain/json/ids.ts';
import { iso } from '../../domain/json/instant.ts';
import { repoApi } from '../../domain/json/repository.ts';
import type { Repo } from '../../domain/state.ts';
import { Refusal } from '../../http/handler.ts';
import type { Call, Handlers, Reply } from '../../http/handler.ts';
import { actorOf, bodyOf, checkNotEmpty, repoOf, writableRepoOf } from '../call.ts';
import { personNamed } from './given-person.ts';
import type { GivenPerson } from './given-person.ts';

function tagJson(repo: Repo, { oid, object, type, name, tagger, message }: Tag, origin: string) {
  const git = `${repoApi(repo, origin)}/git`;
  return {
    node_id: nodeId('TA', repo.id, oid),
    sha: oid,
    url: `${git}/tags/${oid}`,
    tagger: { name: tagger.name, email: tagger.email, date: iso(tagger.at) },
    object: { sha: object, type, url: `${git}/${type}s/${object}` },
    tag: name,
    message,
    verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
  };
}

interface NewTagBody {
  tag: string;
  message: string;
  object: Oid;
  type: ObjectType;
  tagger?: GivenPerson;
}

/** Only the object: "you would then create the refs/tags/[tag] reference". */
function createTag(call: Call): Reply {
  const repo = writableRepoOf(call);
  const { objects } = repo.git;
  const { tag: name, message, object, type, tagger } = bodyOf<NewTagBody>(call);
  checkNotEmpty(repo);
  if (objects.read(object)?.type !== type) throw new Refusal(422, 'Could not verify object');
  // Unconfirmed words; git takes no such name either.
  if (!isRefName(`refs/tags/${name}`)) throw new Refusal(422, 'tag name is not well-formed');
  const by = personNamed(tagger, personOf(actorOf(call), call.state.clock.now()));
  const oid = writeTag(objects, { name, message, object, type, tagger: by });
  return { status: 201, body: tagJson(repo, tagOf(repo, oid), call.origin) };
}

function tagOf(repo: Repo, oid: string): Tag {
  const tag = readTag(repo.git.objects, oid);
  if (tag === undefined) throw new Refusal(404, 'Not Found');
  return tag;
}

export const gitTagHandlers: Handlers = {
  'git/create-tag': createTag,
  'git/get-tag': (call) => {
    const repo = repoOf(call);
    checkNotEmpty(repo);
    return { status: 200, body: tagJson(repo, tagOf(repo, call.params['tag_sha'] ?? ''), call.origin) };
  },
};
