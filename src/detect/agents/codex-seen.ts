/** Where the rules for Codex come from. */
export const NOVEMBER = 'codex 0.169.0, 2026-11';
export const OLDER = 'codex 0.40 to 0.150, 2025-10 to 2026-08';
