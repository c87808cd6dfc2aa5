import { z } from 'zod';

import { duration, list, oneOf, team, timezone, told } from './values.ts';
import { isWindow } from './window.ts';

const soak = told(
  duration,
  'Soak',
  'How long a reference must have been proven in the stage before, such as 30m, 2h or 1d12h.',
);

const approvals = z.strictObject({
  count: told(
    z
      .int({ error: 'a whole number' })
      .min(1, { error: ({ input }) => `takes a number of people from 1, not ${String(input)}` }),
    'Count',
    'How many people have to approve the head of the pull request.',
  ),
  from: told(
    list(team),
    'From',
    'The teams that they have to be members of; without it, anyone who may write.',
  ).optional(),
});

const window = z.strictObject({
  allow: told(
    z.string().refine(isWindow, { error: 'is not a window: write days and times, such as "Mon-Thu 11:00-16:00"' }),
    'Allow',
    'The days and times at which a merge is allowed, such as Mon-Thu 11:00-16:00.',
  ),
  timezone: told(timezone, 'Time zone', 'The IANA name of the time zone that the times are in.'),
});

/** A gate that holds the merge into an environment. */
export const gate = oneOf({
  soak: soak.optional(),
  approvals: told(approvals, 'Approvals', 'How many people have to approve, and of which teams.').optional(),
  window: told(window, 'Window', 'When a merge is allowed.').optional(),
});

/** What must hold after deploying; what holds a merge has no place there. */
export const verification = oneOf({
  soak: told(
    duration,
    'Soak',
    'How long a reference must have run here before others may copy it, such as 30m, 2h or 1d12h.',
  ).optional(),
});
