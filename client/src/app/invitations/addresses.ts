/** The addresses in pasted text: by lines, commas or semicolons, with or without the name before `<address>`. */
export function addressesIn(text: string): string[] {
  const parts = text.split(/[\n,;]+/).map((part) => (/<([^<>]+)>/.exec(part)?.[1] ?? part).trim());
  return [...new Set(parts.flatMap((part) => part.split(/\s+/)).filter(Boolean))];
}
