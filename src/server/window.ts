/* What a window needs: only that is loaded before its first frame. */
export { isPopup, paneAttacher, paneSwitcher } from '../engine/go-to.ts';
export { liveOpener, sweepLive } from '../engine/live.ts';
export { findConfig, findFlags } from '../engine/locate.ts';
export { keepMemorySmall } from '../engine/memory.ts';
export { readUiSettings, SETTINGS_FILE } from '../engine/settings.ts';
