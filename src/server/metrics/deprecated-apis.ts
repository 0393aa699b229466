/** Which deprecated versions have been asked for since the start, under kube-apiserver's metric name and labels. */
import type { ResourceEndpoint } from "../../endpoints/resource-endpoint.js";
import type { Labels, MetricFamily } from "./sample.js";

export class DeprecatedApis {
  readonly #asked = new Map<string, Labels>();

  note({ definition, version }: ResourceEndpoint, subresource: string): void {
    const key = `${definition.group}/${version.name}/${definition.plural}/${subresource}`;
    if (this.#asked.has(key)) return;
    this.#asked.set(key, {
      group: definition.group,
      removed_release: version.removed ?? "",
      resource: definition.plural,
      subresource,
      version: version.name,
    });
  }

  get family(): MetricFamily {
    return {
      name: "apiserver_requested_deprecated_apis",
      type: "gauge",
      help: "Deprecated API versions that have been asked for, and the release they go with.",
      collect: () => [...this.#asked.values()].map((labels) => ({ labels, value: 1 })),
    };
  }
}
