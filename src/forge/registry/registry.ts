/** A registry of images for the demo, the simulation and tests: what a client reads of the OCI distribution protocol. */
import { buildImage, type Stored } from './images.ts';
import { listenOn, type RegistryListening } from './listen.ts';
import { Logins, TOKEN_PATH, type LoginOptions } from './logins.ts';
import { Shelves, type Forgotten } from './shelves.ts';

export interface RegistryPush {
  /** The path within the registry, as in `acme/payments`. */
  repository: string;
  tag?: string;
  /** The commit that the image's revision label names. */
  revision?: string;
  labels?: Record<string, string>;
  /** Of the manifest or the index that the tag names. */
  annotations?: Record<string, string>;
  /** As `os/architecture`; `linux/amd64` alone by default, more than one make an index. */
  platforms?: string[];
  /** Makes an index of it whose first manifest is an attestation. */
  attested?: boolean;
}

/** Puts another answer in the place of the true one. */
export interface RegistryFault {
  method?: string;
  /** Only calls whose path holds this text. */
  path?: string;
  /** How often it strikes; without end by default. */
  times?: number;
  /** Made from the true answer; one that never comes is a silent registry. */
  answer: (truth: Response) => Response | Promise<Response>;
}

export interface RegistryCall {
  method: string;
  /** With the query. */
  path: string;
  status: number;
}

/** An image as its top manifest names it. */
export interface PushedImage {
  repository: string;
  digest: string;
  labels: Record<string, string>;
}

export interface FakeRegistry {
  push(image: RegistryPush): { digest: string };
  /** Everything that was pushed, in order; what was pushed again stands here again, and what was forgotten stays. */
  readonly images: readonly PushedImage[];
  /** Answers like the network would, whatever the host is called. */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>;
  listen(at?: { port?: number }): Promise<RegistryListening>;
  /** Every call that was answered, in order. */
  readonly calls: RegistryCall[];
  /** Adds a fault; `struck` counts, `stop` removes it. */
  fails(fault: RegistryFault): { readonly struck: number; stop(): void };
  /** Forgets what was pushed, or every token that was given out. */
  forget(what: Forgotten | 'tokens'): void;
}

const REVISION = 'org.opencontainers.image.revision';
const ROUTE = /^\/v2\/(.+)\/(manifests|blobs)\/([^/]+)$/;

/** Makes an empty registry. */
export function createRegistry(options: LoginOptions = {}): FakeRegistry {
  const shelves = new Shelves();
  const logins = new Logins(options);
  const faults = new Set<{ fault: RegistryFault; struck: number }>();
  const calls: RegistryCall[] = [];
  const images: PushedImage[] = [];

  const answer = async (request: Request): Promise<Response> => {
    const { pathname, search } = new URL(request.url);
    const truth = answerTruly(request, shelves, logins);
    const { method } = request;
    const due = [...faults].find((one) => isDue(one, method, pathname));
    if (due) due.struck += 1;
    const answered = due ? await due.fault.answer(truth) : truth;
    calls.push({ method, path: pathname + search, status: answered.status });
    return answered;
  };

  return {
    push: ({ repository, tag, revision, labels = {}, annotations = {}, platforms, attested = false }) => {
      const named = { ...(revision !== undefined && { [REVISION]: revision }), ...labels };
      const image = buildImage({ labels: named, annotations, platforms: platforms ?? ['linux/amd64'], attested });
      shelves.put(repository, image, tag);
      images.push({ repository, digest: image.top.digest, labels: named });
      return { digest: image.top.digest };
    },
    fetch: (input, init) => answer(new Request(input, init)),
    listen: ({ port = 0 } = {}) => listenOn(port, answer),
    calls,
    images,
    fails: (fault) => {
      const active = { fault, struck: 0, stop: (): void => void faults.delete(active) };
      faults.add(active);
      return active;
    },
    forget: (what) => (what === 'tokens' ? logins.revokeTokens() : shelves.forget(what)),
  };
}

function isDue({ fault, struck }: { fault: RegistryFault; struck: number }, method: string, path: string): boolean {
  if (struck >= (fault.times ?? Infinity)) return false;
  return (fault.method ?? method) === method && path.includes(fault.path ?? '');
}

function answerTruly(request: Request, shelves: Shelves, logins: Logins): Response {
  const { pathname } = new URL(request.url);
  if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405, 'UNSUPPORTED');
  if (pathname === TOKEN_PATH) return logins.giveToken(request);
  if (pathname === '/v2/') return logins.refuse(request) ?? Response.json({});
  const [, repository = '', kind, reference = ''] = ROUTE.exec(pathname) ?? [];
  if (kind === undefined) return refusal(404, 'UNSUPPORTED');
  const refused = logins.refuse(request, repository);
  if (refused) return refused;
  if (!shelves.has(repository)) return refusal(404, 'NAME_UNKNOWN');
  if (kind === 'blobs') return show(request, shelves.blob(repository, reference), 'BLOB_UNKNOWN');
  const manifest = shelves.manifest(repository, reference);
  // Without the type among those accepted, docker-registry 2.8 answers as if there were no such manifest.
  const accepted = (request.headers.get('accept') ?? '').split(',').map((type) => type.split(';')[0]?.trim());
  return show(request, manifest && accepted.includes(manifest.mediaType) ? manifest : undefined, 'MANIFEST_UNKNOWN');
}

function show({ method }: Request, found: Stored | undefined, missing: string): Response {
  if (!found) return refusal(404, missing);
  const headers = {
    'content-type': found.mediaType,
    'content-length': String(found.bytes.length),
    'docker-content-digest': found.digest,
    'docker-distribution-api-version': 'registry/2.0',
  };
  return new Response(method === 'HEAD' ? null : new Uint8Array(found.bytes), { headers });
}

const refusal = (status: number, code: string): Response =>
  Response.json({ errors: [{ code, message: code.toLowerCase().replaceAll('_', ' '), detail: null }] }, { status });
