/** How far an export of one's own data is. */
export class ExportState {
  /** Null: none was asked for, or it is gone again. */
  requestedAt: string | null;
  /** Null while it is being made. It is kept for seven days from then on. */
  readyAt: string | null;
}
