/** What `npm run bench:growth` found in a database of one size. */
export interface Size {
  messages: number;
  at: string;
  rows: Record<string, { p50: number; p99: number; perSecond: number; rows: number }>;
  startMs: number;
  memoryMb: number;
  tableMb: number;
  indexesMb: number;
}
