/** Where the rules for Claude Code come from. */
export const NOVEMBER = 'claude 2.1.197, 2026-11';
export const OLDER = 'claude 2.0 and 2.1, 2025-10 to 2026-08';
export const STRINGS = "claude 2.1.197's own texts, 2026-11";
