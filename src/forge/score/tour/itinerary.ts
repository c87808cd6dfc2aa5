import type { Stop } from './party.ts';
import { visitApp, visitDeliveries } from './stops/app.ts';
import { visitBuilds } from './stops/builds.ts';
import { visitChecks } from './stops/checks.ts';
import { visitDeployments } from './stops/deployments.ts';
import { visitFiles } from './stops/files.ts';
import { visitGit } from './stops/git.ts';
import { visitIssues, visitMoves } from './stops/issues.ts';
import { visitOutages } from './stops/outages.ts';
import { visitPeople } from './stops/people.ts';
import { visitPulls } from './stops/pulls.ts';
import { visitRefusals } from './stops/refusals.ts';
import { visitRenaming, visitRepositories } from './stops/repositories.ts';

/** In this order: what one stop leaves behind the next ones use. */
export const stops: Record<string, Stop> = {
  app: visitApp,
  people: visitPeople,
  repositories: visitRepositories,
  git: visitGit,
  files: visitFiles,
  issues: visitIssues,
  moves: visitMoves,
  pulls: visitPulls,
  checks: visitChecks,
  builds: visitBuilds,
  deployments: visitDeployments,
  outages: visitOutages,
  renaming: visitRenaming,
  refusals: visitRefusals,
  deliveries: visitDeliveries,
};
