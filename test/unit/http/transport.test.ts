/** Runs the transport contracts for every transport that loads on this machine. */
import { test } from "node:test";
import { transportContract } from "../../contract/transport.contract.js";
import { transportConnectionsContract } from "../../contract/transport-connections.contract.js";
import { transportLimitsContract } from "../../contract/transport-limits.contract.js";
import { transportMalformedContract } from "../../contract/transport-malformed.contract.js";
import { transportStreamsContract } from "../../contract/transport-streams.contract.js";
import { transportWebSocketsContract } from "../../contract/transport-websockets.contract.js";
import { transportBackends, whyNot } from "../../support/http/servers.js";

for (const backend of transportBackends) {
  const why = await whyNot(backend);
  if (why !== false) {
    test(`${backend.name}: keeps the transport contract`, { skip: why }, () => {});
    continue;
  }
  transportContract(backend);
  transportLimitsContract(backend);
  transportStreamsContract(backend);
  transportMalformedContract(backend);
  transportWebSocketsContract(backend);
  transportConnectionsContract(backend);
}
