/** A Scale as `kubectl get --subresource=scale` shows it. */
import { formatDuration } from "../../meta/duration.js";
import type { KubeObject } from "../../meta/object.js";
import type { Column } from "../../registry/resource-definition.js";
import type { RequestContext } from "../context.js";
import type { MediaType } from "../negotiate.js";
import { sendValue } from "../respond.js";
import { metadataOnly, typeMeta } from "../transform.js";
import { columnDefinition } from "./table.js";

const columns: readonly Column[] = [
  { name: "Name", type: "string", priority: 0 },
  { name: "Desired", type: "integer", priority: 0, description: "Replicas wanted." },
  { name: "Available", type: "integer", priority: 0, description: "Replicas there are." },
  { name: "Age", type: "string", priority: 0 },
];

export interface ScaleTableSource {
  readonly scale: KubeObject & {
    readonly spec: { readonly replicas?: number };
    readonly status: { readonly replicas: number };
  };
  readonly media: MediaType;
  /** In ms since the epoch. */
  readonly now: number;
}

export function sendScaleTable(context: RequestContext, { scale, media, now }: ScaleTableSource): void {
  const { name, creationTimestamp, resourceVersion } = scale.metadata;
  const made = typeof creationTimestamp === "string" ? Date.parse(creationTimestamp) : now;
  const cells = [name ?? "", scale.spec.replicas ?? 0, scale.status.replicas, formatDuration(now - made)];
  const rows = [{ cells, object: metadataOnly(scale.metadata, media) }];
  sendValue(context, 200, media, {
    ...typeMeta("Table", media),
    metadata: { resourceVersion },
    columnDefinitions: columns.map(columnDefinition),
    rows,
  });
}
