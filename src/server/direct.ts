/*
 * What the command line does without a running engine. The kill path is among it: a rollback must not depend on one.
 */
export {
  type AgentFile,
  checkAgentFile,
  findConfig,
  loadRules,
  type Rules,
} from '../engine/custom-agents.ts';
export { type LabelsProblem, openLabelsFile, writeRecording } from '../engine/labels.ts';
export { lookAt } from '../engine/look.ts';
export { type Once, runOnce } from '../engine/once.ts';
export { type FlagsAccess, findFlags, openFlagsFile } from '../engine/operate.ts';
export { type Recorded, type RecordOptions, record } from '../engine/record.ts';
