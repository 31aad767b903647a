import { z } from 'zod';

/** How the tmux server is read. */
export const tmuxConfigSchema = z.strictObject({
  reader: z
    .enum(['processes', 'control'])
    .default('processes')
    .describe(
      'a process for each read, or one control client that stays attached to a session of yours and saves them; whatever goes wrong with it, processes read instead',
    ),
});
