/** How far an export of one's own data is. */
export class ExportState {
  requestedAt: string;
  /** Null while it is being made. It is kept for seven days from then on. */
  readyAt: string | null;
}
