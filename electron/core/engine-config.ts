import type { Transport } from '../../shared/contract/transport.ts'

/** What a host tells the engine at its start. */
export interface EngineConfig {
  readonly host: 'desktop' | 'served' | 'command-line'
  /** Store that windows show at first; absent: the start screen. */
  readonly store?: string
  /** Folder for what belongs to the person: recent stores, history, uploads, downloads, scratch. */
  readonly stateFolder: string
  /** Folders whose files may be opened; the command line may open everything. */
  readonly allow: readonly string[]
  readonly readOnly?: boolean
}

/** One of the windows of a host. */
export interface HostClient {
  /** The host's own number for it; jobs and opened stores are told with it. */
  readonly id: number
  /** Store that it shows at first; absent: the one of the engine's settings. */
  readonly store?: string
}

/** The core as an object: hosts attach lines to it and relay frames, nothing else. */
export interface Engine {
  /** A window, a browser or a command: it gets a session of its own until its line closes. */
  attach(transport: Transport, client?: HostClient): void
  /** Files that a person opened by dialog or drop may be read from now on. */
  grant(paths: readonly string[]): void
  /**
   * Lets what changes something finish for at most `graceMs` (none, when absent), then cancels what runs; ends all
   * workers, frees what was leased. Nothing that would change something is begun any more.
   */
  close(graceMs?: number): Promise<void>
}
