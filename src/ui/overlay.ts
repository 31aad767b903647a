import type { AgentId } from '../core/agent.ts';
import type { StagePreview } from '../core/client.ts';
import type { AgentExplanation } from '../core/examples.ts';
import type { FlagsWritten } from '../core/flags.ts';
import type { Stage } from '../core/stage.ts';
import type { Form } from './form.ts';

/** The acts of an operator on the rollout that have a dialog of their own. */
export type RolloutAct = 'pause' | 'resume' | 'approve' | 'freeze' | 'unfreeze' | 'drill' | 'retry';

/** What lies over the screen. */
export type Overlay =
  | { kind: 'help'; scroll: number }
  /** What is typed, and which of the commands that fit. */
  | { kind: 'palette'; query: string; choice: number }
  | { kind: 'problems' }
  | { kind: 'error'; title: string; message: string; mend: string }
  | {
      kind: 'stage';
      stage: Stage;
      /** Null while it is being read. */
      preview: StagePreview | null;
      form: Form;
      busy: boolean;
    }
  | {
      kind: 'act';
      act: RolloutAct;
      /** What a retry would write; null for the others, and while it is being read. */
      preview: StagePreview | null;
      /** Where a retry begins again. */
      stage: Stage;
      form: Form;
      busy: boolean;
    }
  | { kind: 'rollback'; busy: boolean }
  /** For how long: a place in IGNORE_SPANS. */
  | { kind: 'ignore'; signature: string; choice: number; busy: boolean }
  /** What the screen captured then really shows: a place in LABELS. */
  | { kind: 'label'; id: AgentId; capturedAt: number; choice: number; busy: boolean }
  /** The explanation is null while it is being made. */
  | { kind: 'explain'; explanation: AgentExplanation | null; scroll: number }
  | {
      kind: 'rolled_back';
      /** Null when this cockpit did not ask for it. */
      written: FlagsWritten | null;
      why: string;
      /** Time of the proof that was there before: the new one has another. */
      before: number | null;
    };
