/** A person has blocked another one, or does so no more; on the node that has committed it. */
export class BlockChanged {
  constructor(
    readonly userId: string,
    readonly otherId: string,
  ) {}
}
