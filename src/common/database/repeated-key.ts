/**
 * Whether a row was refused because its key is there already (a unique violation), as pg's errors and TypeORM's say alike.
 * @param constraint the beginning of the constraint's name, where only some of them count
 */
export function isRepeatedKey(error: unknown, constraint = ''): boolean {
  const failure = Object(error) as { code?: string; constraint?: string };
  return failure.code === '23505' && (failure.constraint ?? '').startsWith(constraint);
}
