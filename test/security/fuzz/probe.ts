/** What the server measures of itself since it was asked last. */
export interface Health {
  /** The longest that its event loop was held up by its own work, in milliseconds. */
  stallMs: number;
  /** Bytes. */
  residentMemory: number;
}

/** Asks the server's own metrics: what a busy machine takes away from this process does not count. */
export class Probe {
  private cpuSeconds = 0;

  constructor(private readonly port: number) {}

  async look(): Promise<Health> {
    const text = await (await fetch(`http://127.0.0.1:${this.port}/metrics`)).text();
    const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? 0);
    const cpu = value('process_cpu_seconds_total');
    const used = cpu - this.cpuSeconds;
    this.cpuSeconds = cpu;
    // A loop that only waited for a processor was late without having used one.
    const stallMs = Math.min(value('nodejs_eventloop_lag_max_seconds'), used) * 1_000;
    return { stallMs, residentMemory: value('process_resident_memory_bytes') };
  }
}
