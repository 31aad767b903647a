/* The settings, for commands that need no engine. */
export {
  readSettings,
  readUiSettings,
  SETTINGS_FILE,
  settingsJsonSchema,
  type UiSettings,
} from '../config/settings.ts';
