import type { ActionsConfig } from '../../core/actions-config.ts';
import type { FlagsState } from '../../core/flags.ts';
import type { NoticeRule } from '../../core/notices.ts';
import type { AgentFileProblem, RulesState } from '../../core/rules-state.ts';
import type { ServerLook } from '../../server/direct.ts';

/** Something that went wrong while a fact was gathered, and how to mend it. */
export interface Trouble {
  message: string;
  mend: string;
}

/** All that the doctor judges by. Plain data. */
export interface Facts {
  node: string;
  /** What `tmux -V` says; null: there is no tmux. */
  tmux: string | null;
  server: ServerLook;
  /** As the environment names it; empty: not at all. */
  locale: string;
  terminal: {
    interactive: boolean;
    term: string;
    columns: number;
    rows: number;
    /** Bits for a colour, 1: none. */
    colourBits: number;
    noColor: boolean;
  };
  flags: FlagsState;
  config: {
    folder: string;
    /** null: there is no config.json, the defaults hold. */
    problems: AgentFileProblem[] | null;
    trouble: Trouble | null;
    agents: RulesState;
  };
  /** What may be done to agents, and who is told; null: the settings are wrong. */
  acting: {
    actions: ActionsConfig;
    notices: NoticeRule[];
    /** The program that starts a PM; null: there is none, or a shell or a folder of the pane's decides which it is. */
    start: { program: string; found: boolean } | null;
  } | null;
  rollout: {
    journal: string;
    /** When the engine last saved it; null: there is none yet. */
    savedAt: number | null;
    /** Who decides; null: nobody does. */
    decides: { pid: number | null } | null;
    trouble: Trouble | null;
  };
  /** The engine that runs without a window. */
  engine: { pid: number | null; trouble: Trouble | null };
  rights: {
    folder: string;
    /** false: the first write creates it, if what is above it can be written. */
    exists: boolean;
    folderWritable: boolean;
    fileReadable: boolean;
  };
  /** Of the disk that holds the flags file; null: it does not say. */
  disk: { freeBytes: number; freeFiles: number | null } | null;
}
