import { z } from 'zod';
import { THEME_NAMES } from './themes.ts';

/** How the cockpit looks. */
export const uiSchema = z.strictObject({
  theme: z
    .enum(THEME_NAMES)
    .default('auto')
    .describe('colours of the cockpit; --theme and CUTOVER_THEME are stronger, NO_COLOR is strongest'),
  ascii: z
    .boolean()
    .optional()
    .describe('signs and frames in ASCII, or not; without it as the locale says; --ascii is stronger'),
  screenReader: z
    .boolean()
    .default(false)
    .describe(
      'the cockpit as lines of text, nothing drawn; so do --screen-reader, INK_SCREEN_READER=true and TERM=dumb',
    ),
});
export type UiConfig = z.infer<typeof uiSchema>;
