/** The state of an export of the caller's data. */
export class ExportState {
  /** Null: no export was requested, or it has expired. */
  requestedAt: string | null;
  /** Null while it is being written. It is stored for seven days from this time. */
  readyAt: string | null;
}
