import { z } from 'zod';

import { parseRepository } from '../../pins/formats/image-reference.ts';
import { signal } from './components.ts';
import { gate, verification } from './gates.ts';
import {
  countOf,
  duration,
  evenIfWrong,
  exactText,
  filePath,
  list,
  NOT_AN_IMAGE,
  oneOf,
  plainName,
  schedule,
  team,
  timezone,
  told,
} from './values.ts';

/** Nothing is filled in here, so what is in braces is no part of a name. */
const pinnedImage = z.string().refine((text) => parseRepository(text) !== undefined || /[{}]/.test(text), {
  error: NOT_AN_IMAGE,
});

/** `docs/reference/pins.md` has the whole of it: a document's number where there are several, then keys after slashes. */
const pointer = z.string().regex(/^(?:#\d{1,4})?\/[^\p{Cc}]*$/u, {
  error: 'is not a path through a document: write /spec/image, or #1/spec/image for the second document',
});

/** As many as one file reasonably has; a pattern finds no more either. */
const MOST_PLACES = 1_000;

/** The ways to name the place of a pin inside its file. */
export const PLACES = ['arg', 'image', 'pointer', 'marker', 'pattern'] as const;

const place = {
  arg: told(
    z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'is not the name of a Dockerfile ARG' }),
    'Argument',
    'The ARG of a Dockerfile whose default is the pin.',
  ),
  image: told(
    pinnedImage,
    'Image',
    "The image whose reference in the file is the pin; by default the component's own.",
  ),
  pointer: told(pointer, 'Pointer', 'A path through the document, such as /spec/image.'),
  marker: told(exactText('the text of a comment'), 'Marker', 'The text of a comment on the line of the pin.'),
  // What it says is read elsewhere, of all patterns at once.
  pattern: told(
    z.string(),
    'Pattern',
    'A regular expression (RE2) whose groups digest, tag or commit are the pin: "VERSION=(?<commit>[0-9a-f]{40})".',
  ),
};

const wrongPlaces = ({ input }: { input?: unknown }): string =>
  `takes a number of places from 1 to ${MOST_PLACES}, not ${String(input)}`;

const pin = z
  .strictObject({
    file: told(filePath, 'File', 'The path inside the repository; {component} stands for the name.'),
    arg: place.arg.optional(),
    image: place.image.optional(),
    pointer: place.pointer.optional(),
    marker: place.marker.optional(),
    pattern: place.pattern.optional(),
    places: told(
      z.int({ error: 'a whole number' }).min(1, { error: wrongPlaces }).max(MOST_PLACES, { error: wrongPlaces }),
      'Places',
      'How many places of the file the pin is, all of which hold the same; by default one.',
    ).optional(),
    holds: told(
      z.enum(['commit', 'digest']),
      'Holds',
      'What the pin holds: a commit of the code, or the digest of the image.',
    ),
  })
  .refine((value) => countOf(value, PLACES) <= 1, {
    error: `names its place twice: keep one of ${PLACES.join(', ')}`,
    ...evenIfWrong,
  });

const upstream = z.union(
  [
    plainName,
    oneOf({
      all: told(
        list(plainName),
        'All',
        'Every one of these stages has to have proven a reference, each for as long as is asked.',
      ).optional(),
      any: told(list(plainName), 'Any', 'Any one of these stages has to have proven a reference.').optional(),
    }),
  ],
  { error: 'a stage, or a map with all or any' },
);

const release = z.union(
  [
    z.literal('on-change'),
    z.strictObject({
      schedule: told(
        schedule,
        'Schedule',
        'Minute, hour, day of the month, month and day of the week, as cron has them.',
      ),
      timezone: told(timezone, 'Time zone', 'The IANA name of the time zone that the schedule is in.'),
    }),
  ],
  { error: 'on-change, or a map with schedule and timezone' },
);

const deploySignal = z.union([z.literal('deployment-status'), oneOf(signal)], {
  error: 'deployment-status, or a map with workflow or status',
});

/** The keys that an environment has and no other stage. */
export const environmentKeys = {
  release: told(
    release,
    'Release',
    'When a release is made: on every change, or by a schedule, and cut then.',
  ).optional(),
  gates: told(z.array(gate), 'Gates', 'What holds the merge of a release here.').optional(),
  verify: told(z.array(verification), 'Verify', 'What must hold after deploying here before others copy.').optional(),
  force: told(
    list(team),
    'Force',
    'The teams that may force a release, waive waiting and roll back; by default, who may maintain the repository.',
  ).optional(),
  copy: told(
    z.enum(['per-component', 'snapshot']),
    'Copy',
    'Each component by itself, or all pins of the newest fully proven commit.',
  ).optional(),
  together: told(
    list(z.array(plainName).min(2, { error: 'is no set: name two components at least' })),
    'Together',
    'Sets of components that move only as they ran together.',
  ).optional(),
  deployments: told(
    z.enum(['whole', 'per-component']),
    'Deployments',
    'One GitHub deployment for the whole environment, or one for each component.',
  ).optional(),
  'deployed-by': told(
    list(deploySignal),
    'Deployed by',
    'The signals that are believed about a deployment here.',
  ).optional(),
  'deployed-within': told(
    duration,
    'Deployed within',
    'How long a deployment may be silent before that is said, such as 30m.',
  ).optional(),
  announce: told(
    z.boolean({ error: 'true or false' }),
    'Announce',
    'Whether an issue gets a new comment when it arrives here; by default, where nobody copies from.',
  ).optional(),
  production: told(
    z.boolean({ error: 'true or false' }),
    'Production',
    "Whether a part of GitHub's limits is kept for the work of this environment; by default, where nobody copies from.",
  ).optional(),
};

/** A stage of any kind; which keys belong to which kind is checked elsewhere, so that every mistake is told at once. */
export const stage = z.strictObject({
  kind: told(
    z.enum(['docker', 'manifest', 'environment']),
    'Kind',
    'docker builds images, manifest describes how they run, environment says what runs where.',
  ),
  from: told(upstream, 'From', 'The stage, or stages, that this one copies from; without it, the code.').optional(),
  repo: told(
    z.string(),
    'Repository',
    'The repository, as owner/name; {component} stands for the name, except in environments.',
  ),
  branch: told(
    z.string().regex(/^[A-Za-z0-9][\w./-]*$/, { error: 'is not a branch name' }),
    'Branch',
    'The branch that pull requests go into; without it, the default branch.',
  ).optional(),
  components: told(
    list(plainName),
    'Components',
    'The components of this stage; without it, all. The others pass through.',
  ).optional(),
  pins: told(list(pin), 'Pins', 'The places that hold what moves.'),
  checks: told(
    z.union([z.literal('none'), list(exactText('the name of a check'))], { error: 'none, or a list of check names' }),
    'Checks',
    'The checks that must have succeeded, as GitHub shows their names, or none.',
  ).optional(),
  merge: told(
    z.enum(['when-green', 'after-approval', 'by-hand']),
    'Merge',
    'Who merges: Sluice when green, Sluice after people approved, or people.',
  ),
  ...environmentKeys,
});
