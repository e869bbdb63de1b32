/** `ConnectedRoom` of `rooms r`, as SQL. */
export const CONNECTED_ROOM = `json_build_object('id', r.id, 'kind', r.kind, 'name', r.name,
  'archived', r.archived_at IS NOT NULL)`;
