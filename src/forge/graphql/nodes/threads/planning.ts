import type { Issue, Pull } from '../../../domain/state.ts';
import type { Fields, Graph } from '../../graph.ts';
import { connection } from '../connection.ts';
import type { Paging } from '../connection.ts';

/** The contents GitHub has a group of reactions for, in its order; a text nobody reacted to has all eight. */
const reactions = ['THUMBS_UP', 'THUMBS_DOWN', 'LAUGH', 'HOORAY', 'CONFUSED', 'HEART', 'ROCKET', 'EYES'];

function none(name: string): (paging: Paging) => Fields {
  return (paging) => connection(name, [], { paging, node: () => null });
}

/** What gh asks of every text. The forge keeps no reactions. */
export function reactionFields(): Fields {
  return {
    reactionGroups: reactions.map((content) => ({ __typename: 'ReactionGroup', content, users: none('users') })),
  };
}

/** Who is to do an issue or pull request, and in which of people's plans it stands: the forge keeps neither milestones nor projects. */
export function planningFields(graph: Graph, { assignees }: Issue | Pull): Fields {
  return {
    assignees: (paging: Paging) =>
      connection('assignees', assignees, { paging, node: (account) => graph.actor(account) }),
    milestone: null,
    projectCards: none('projectCards'),
    projectItems: none('projectItems'),
  };
}
