/* How a rollout stands, for commands that run often: only what that takes is loaded. */
export { findFlags } from '../engine/locate.ts';
export { type RolloutStatus, readStatus } from '../engine/status.ts';
export { statusLine } from '../engine/status-line.ts';
