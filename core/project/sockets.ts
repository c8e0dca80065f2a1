/** A call that reads a socket of this machine or another, with host and port written out. */
const READS =
  /\b(?:socketTextStream|socketStream|rawSocketStream)(?:<[^()]*>)?\(\s*(["'`])([^"'`]*)\1\s*,\s*(\d[\d_]*)/g;

/** The ports of this machine from which a program reads, as far as they are written where it reads. */
export function portsRead(files: Iterable<string>): number[] {
  const ports = new Set<number>();
  for (const text of files) {
    for (const [, , host, port] of text.matchAll(READS)) {
      if (host === "localhost" || host === "127.0.0.1") ports.add(Number(port!.replaceAll("_", "")));
    }
  }
  return [...ports].sort((a, b) => a - b);
}
