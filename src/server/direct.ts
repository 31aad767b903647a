/*
 * What the command line does without a running engine. The kill path is among it: a rollback must not depend on one.
 */
export type { ListedAction } from '../engine/acting/listed.ts';
export {
  type AgentFile,
  checkAgentFile,
  loadRules,
  type Rules,
} from '../engine/custom-agents.ts';
export { type Glance, glanceAtFiles, glanceAtServer } from '../engine/glance.ts';
export { type LabelsProblem, openLabelsFile, writeRecording } from '../engine/labels.ts';
export { findConfig, findFlags } from '../engine/locate.ts';
export { lookAt } from '../engine/look.ts';
export { lookAtServer, type ServerLook } from '../engine/look-at-server.ts';
export { type NoticeTest, testNotices } from '../engine/notify/try.ts';
export { type Once, runOnce } from '../engine/once.ts';
export { type FlagsAccess, openFlagsFile } from '../engine/operate.ts';
export { type Recorded, type RecordOptions, record } from '../engine/record.ts';
export { announce } from '../engine/rollout/announce.ts';
export { type AskOptions, askRollout } from '../engine/rollout/ask.ts';
export type { Decision } from '../engine/rollout/decision.ts';
export { drillOutcome } from '../engine/rollout/drill-outcome.ts';
export type { RequestKind } from '../engine/rollout/requests.ts';
export { verifyJournal } from '../engine/rollout/verify.ts';
export type { IntentBody } from '../engine/rollout/writes.ts';
export {
  readSettings,
  readUiSettings,
  SETTINGS_FILE,
  settingsJsonSchema,
} from '../engine/settings.ts';
export { readScenario, simulate } from '../engine/simulate/simulate.ts';
export type { SimulationResult } from '../engine/simulate/simulation.ts';
export { type WhatIf, whatIfOf } from '../engine/simulate/what-if.ts';
export {
  journalPath,
  readActions,
  readEvents,
  readRecords,
  stageRefused,
} from '../engine/status.ts';
