/** The looks of the cockpit that can be asked for; `auto`: dark or light, as the terminal says. */
export const THEME_NAMES = ['auto', 'dark', 'light', 'high-contrast', 'colour-blind', 'none'] as const;
export type ThemeName = (typeof THEME_NAMES)[number];
