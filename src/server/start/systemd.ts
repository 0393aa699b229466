/**
 * Tells systemd about start and stop (`Type=notify`). Node has no datagram sockets for Unix paths, so the message goes
 * out through the `systemd-notify` program; the unit therefore needs `NotifyAccess=all`. Does nothing when systemd did
 * not ask.
 */
import { execFile } from "node:child_process";
import type { Logger } from "../../util/logger.js";

export type ServiceState = "READY=1" | "STOPPING=1";

/** Never rejects: a server that cannot tell systemd is still a server. */
export function notifySystemd(state: ServiceState, env: NodeJS.ProcessEnv, logger: Logger): Promise<void> {
  const socket = env.NOTIFY_SOCKET;
  if (socket === undefined || socket === "") return Promise.resolve();
  return new Promise((resolve) => {
    const args = [`--pid=${process.pid}`, state];
    execFile("systemd-notify", args, { env, timeout: 2000 }, (error) => {
      if (error !== null) logger.warn("systemd could not be told", { state, error });
      resolve();
    });
  });
}
