/** Ports that a test may close and take again: outside of those the system gives to clients, so nobody gets them in between. */
import { readFileSync } from "node:fs";
import { createServer } from "node:net";

interface Range {
  readonly from: number;
  /** Not in it. */
  readonly to: number;
}

const usual: Range = { from: 12_000, to: 32_000 };
/** Fewer would meet too often. */
const fewestPorts = 1_000;

/** One that nobody listens on now; a server that is started on it may still come second. */
export async function lastingPort(): Promise<number> {
  const { from, to } = lastingPorts(clientPorts());
  for (;;) {
    const port = from + Math.floor(Math.random() * (to - from));
    const free = await new Promise<boolean>((resolve) => {
      const probe = createServer();
      probe.on("error", () => resolve(false));
      probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
    });
    if (free) return port;
  }
}

/** Below what clients get, else above it; where that leaves too few, the usual ones must do. */
export function lastingPorts(clients: Range): Range {
  const below = { from: usual.from, to: Math.min(usual.to, clients.from) };
  if (below.to - below.from >= fewestPorts) return below;
  const above = { from: Math.max(usual.from, clients.to), to: 65_536 };
  return above.to - above.from >= fewestPorts ? above : usual;
}

function clientPorts(): Range {
  try {
    const text = readFileSync("/proc/sys/net/ipv4/ip_local_port_range", "utf8");
    const [from = 0, last = 0] = text.trim().split(/\s+/).map(Number);
    return { from, to: last + 1 };
  } catch {
    // What the Internet authority keeps for them.
    return { from: 49_152, to: 65_536 };
  }
}
