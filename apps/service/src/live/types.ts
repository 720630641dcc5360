/** Tells readers that the log of a diagnosis has grown: in this process, and on PostgreSQL in all of them. It carries no content; readers read the log. */
export type Hub = {
  /** The log of this diagnosis has grown. */
  poke(id: string): void;
  /** Calls back after every poke until the returned function is called. */
  listen(id: string, heard: () => void): () => void;
  /** How many listen now. */
  readonly size: number;
  /** This process takes its leave: whoever listens was told one last time. */
  readonly closed: boolean;
  close(): Promise<void>;
};
