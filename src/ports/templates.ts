import type { Message } from '../core/promotion/plan-model.ts';

/**
 * Arranges a message's model into text and closes it with the message's marker. Templates only arrange; every foreign text
 * in the model is neutralised already.
 */
export type Render = (message: Message) => string;
