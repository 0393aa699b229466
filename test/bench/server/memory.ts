/** What the memory rows are measured with: 29,000 ConfigMaps of 0.9 kB and 5,000 pods, listed and watched. */
import { configMaps, makeListedPods, makeServiceAccount, pods, post } from "./loads.js";
import { fill, memoryMb, runLoad, type Server } from "./measure.js";
import { configMap } from "./objects.js";
import { runWatchLoad } from "./watch-load.js";

const keptConfigMaps = 29_000;
const listSeconds = 2;
/** Without warming up: thousands of updates at once would be another row. */
const watched = {
  name: "",
  watchers: 100,
  updatesPerSecond: 50,
  seconds: 12,
  encodings: ["json"],
  warmsUp: false,
} as const;

/** Resident memory in MB once the server has it all. */
export async function filledMb(server: Server): Promise<number> {
  await makeServiceAccount(server);
  await makeListedPods(server);
  await fill(server, keptConfigMaps, (n) => post(configMaps, configMap(`kept-${n}`)));
  for (const path of [pods, configMaps]) {
    await runLoad(server, { name: "", connections: 2, seconds: listSeconds, request: () => ({ method: "GET", path }) });
  }
  await runWatchLoad([server], watched);
  return memoryMb(server.pids).now;
}
