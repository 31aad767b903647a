/* The settings, for commands that need no engine. */
export { readSettings, SETTINGS_FILE, settingsJsonSchema } from '../config/settings.ts';
